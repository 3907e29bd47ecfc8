/** `meshward check`: findings of files and folders, as text or JSON. */
import { RULES, SEVERITIES, type Severity, type SeverityOverrides, Workspace } from '../../core';
import type { CliHost, ExitCode } from '../host';
import { readInputs } from '../inputs';
import { jsonReport } from '../report/json';
import { reportedFindings } from '../report/reported';
import { textReport } from '../report/text';

export interface CheckOptions {
  readonly format: 'text' | 'json';
  /** The weakest severity that makes the exit code 1. */
  readonly failOn: Severity;
  readonly severities: SeverityOverrides;
  readonly exclude: readonly string[];
  readonly maxBytes: number;
}

export async function check(paths: readonly string[], options: CheckOptions, host: CliHost): Promise<ExitCode> {
  const inputs = await readInputs(paths, { cwd: host.cwd, readInput: () => host.readInput(), ...options });
  const broken: string[] = [];
  const workspace = new Workspace({
    roots: inputs.roots,
    rules: RULES,
    severities: options.severities,
    onRuleError: (rule, error) => broken.push(`The rule ${rule} failed, so its findings are missing: ${String(error)}`),
  });
  workspace.update(new Map([...inputs.files].map(([uri, { content }]) => [uri, content])));
  const findings = reportedFindings(workspace, inputs);
  await host.out(
    options.format === 'json'
      ? jsonReport(findings)
      : textReport(findings, { color: host.color, fileCount: inputs.files.size }),
  );
  for (const line of [...broken, ...inputs.unreadable]) await host.error(`meshward: ${line}\n`);
  if (inputs.unreadable.length > 0) return 2;
  const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(options.failOn) + 1);
  return findings.some(({ severity }) => failing.includes(severity)) ? 1 : 0;
}

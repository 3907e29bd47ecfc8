/** `meshward explain RULE`: the rule's page, in plain text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../core';
import { didYouMean } from '../did-you-mean';
import { type CliHost, type ExitCode, UsageError } from '../host';
import { plainMarkdown } from '../plain-markdown';

/** @throws UsageError when there is no such rule */
export async function explain(rule: string | undefined, host: CliHost): Promise<ExitCode> {
  if (rule === undefined) {
    await host.out(`${RULES.map(({ id, severity, summary }) => `${id} (${severity}): ${summary}`).join('\n')}\n`);
    return 0;
  }
  const folder = join(host.home, 'docs/rules');
  const pages = pageNames(folder);
  const known = RULES.find(({ id }) => id === rule);
  if (pages.includes(rule)) await host.out(plainMarkdown(readFileSync(join(folder, `${rule}.md`), 'utf8')));
  else if (known) await host.out(`${known.id}\n\nSeverity: ${known.severity}\nFinds: ${known.summary}\n`);
  else throw new UsageError(`There is no rule ${rule}.${didYouMean(rule, [...pages, ...RULES.map(({ id }) => id)])}`);
  return 0;
}

function pageNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .map((name) => name.slice(0, -3));
  } catch {
    return [];
  }
}

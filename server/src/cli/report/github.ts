/** Workflow commands of GitHub Actions: each finding becomes an annotation on its line. */
import type { Severity } from '../../core';
import type { Outcome } from './report';
import type { Reported } from './reported';
import { summary } from './summary';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

export function githubReport({ findings, files, notes, repositoryPath }: Outcome): string {
  const commands = findings.map((finding) => command(finding, repositoryPath(finding.file)));
  return `${[...commands, ...notes, summary(findings, files.length)].join('\n')}\n`;
}

function command({ line, column, endLine, endColumn, severity, code, message }: Reported, file: string): string {
  const place = {
    file,
    line,
    endLine,
    ...(line === endLine && { col: column, endColumn }),
    title: `meshward: ${code}`,
  };
  const properties = Object.entries(place).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeData(message)}`;
}

/** As actions/toolkit escapes them (packages/core/src/command.ts). */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The person's report: a line that editors and terminals can follow to its place, the source, what to do, and a count. */
import { createColors } from 'picocolors';
import { SEVERITIES, type Severity } from '../../core';
import { codeFrame, visible } from './code-frame';
import type { Reported } from './reported';

export interface TextOptions {
  readonly color: boolean;
  /** Files looked at. */
  readonly fileCount: number;
}

export function textReport(findings: readonly Reported[], { color, fileCount }: TextOptions): string {
  const paint = createColors(color);
  const strong: Record<Severity, (text: string) => string> = {
    error: paint.red,
    warning: paint.yellow,
    information: paint.blue,
    hint: paint.cyan,
  };
  const blocks = findings.map((finding) => {
    const { file, line, column, severity, code, message, fixes, related, source } = finding;
    const mark = strong[severity];
    return [
      `${paint.bold(`${visible(file)}:${line}:${column}`)}: ${mark(severity)}: ${visible(message)} ${paint.dim(`[${code}]`)}`,
      ...codeFrame(source, finding, { dim: paint.dim, mark }),
      ...related.map((one) =>
        paint.dim(`  see ${visible(one.file)}:${one.line}:${one.column}: ${visible(one.message)}`),
      ),
      ...fixes.map(({ title }) => paint.dim(`  quick fix: ${visible(title)}`)),
    ].join('\n');
  });
  return `${[...blocks, summary(findings, fileCount)].join('\n\n')}\n`;
}

function summary(findings: readonly Reported[], fileCount: number): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const parts = SEVERITIES.filter((severity) => severity !== 'hint' || count('hint') > 0).map((severity) =>
    severity === 'information' ? `${count(severity)} information` : plural(count(severity), severity),
  );
  return `${parts.join(', ')} in ${plural(fileCount, 'file')}`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

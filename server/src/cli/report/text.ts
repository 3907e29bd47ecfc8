/** The person's report: a line that editors and terminals can follow to its place, the source, what to do, and a count. */
import { createColors } from 'picocolors';
import type { Severity } from '../../core';
import { codeFrame, visible } from './code-frame';
import type { Outcome } from './report';
import { summary } from './summary';

export function textReport({ findings, files, notes, color }: Outcome): string {
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
  const end = [...notes.map(visible), summary(findings, files.length)].join('\n');
  return `${[...blocks, end].join('\n\n')}\n`;
}

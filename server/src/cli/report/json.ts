/** The machine's report. Its shape is a promise: fields are added, never changed. */
import type { Reported } from './reported';

export const jsonReport = (findings: readonly Reported[]): string =>
  `${JSON.stringify(
    {
      version: 1,
      findings: findings.map(({ file, line, column, endLine, endColumn, severity, code, message, fixes }) => ({
        file,
        line,
        column,
        endLine,
        endColumn,
        severity,
        code,
        message,
        fixes,
      })),
    },
    null,
    2,
  )}\n`;

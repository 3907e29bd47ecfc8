/** The last line for people. */
import { SEVERITIES, type Severity } from '../../core';
import type { Reported } from './reported';

export function summary(findings: readonly Reported[], fileCount: number): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const parts = SEVERITIES.filter((severity) => severity !== 'hint' || count('hint') > 0).map((severity) =>
    severity === 'information' ? `${count(severity)} information` : plural(count(severity), severity),
  );
  return `${parts.join(', ')} in ${plural(fileCount, 'file')}`;
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Findings in the words of an editor: lines and characters, numbers for severities, a link to the rule's page. */
import { type PlacedFinding, rulePage, type Severity } from '../core';
import type { Lines, Range } from './lines';

export { rulePage };

export interface EditorDiagnostic {
  readonly range: Range;
  readonly severity: 1 | 2 | 3 | 4;
  /** Rule id. */
  readonly code: string;
  readonly codeDescription: { readonly href: string };
  readonly source: 'meshward';
  readonly message: string;
  readonly relatedInformation?: {
    readonly location: { readonly uri: string; readonly range: Range };
    readonly message: string;
  }[];
}

const NUMBERS: Record<Severity, 1 | 2 | 3 | 4> = { error: 1, warning: 2, information: 3, hint: 4 };

export function toDiagnostic(finding: PlacedFinding, lines: Lines): EditorDiagnostic {
  const related = finding.related.map(({ uri, span, message }) => ({
    location: { uri, range: lines.rangeOf(uri, span) },
    message,
  }));
  return {
    range: lines.rangeOf(finding.uri, finding.span),
    severity: NUMBERS[finding.severity],
    code: finding.rule,
    codeDescription: { href: rulePage(finding.rule) },
    source: 'meshward',
    message: finding.message,
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

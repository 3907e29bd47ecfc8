import type { ManifestDocument } from '../model/source-file';
import type { Span } from '../text/span';
import { type Fix, type Related, renderMessage, type Report, type Severity } from './define';

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly document: ManifestDocument;
  /** In the document's own offsets. */
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly Related[];
}

export function toFinding(rule: string, severity: Severity, document: ManifestDocument, report: Report): Finding {
  const { at } = report;
  return {
    rule,
    severity: report.severity ?? severity,
    document,
    span: 'span' in at ? at.span : at,
    message: renderMessage(report.message),
    fixes: report.fixes ?? [],
    related: report.related ?? [],
  };
}

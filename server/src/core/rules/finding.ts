import type { ManifestDocument } from '../model/source-file';
import type { Span } from '../text/span';
import { type Fix, type Related, type Report, renderMessage, type Severity } from './define';

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

/** A mark on a node of another document (a patch's) becomes a finding there; such findings carry no fixes, which would edit the wrong text. */
export function toFinding(rule: string, severity: Severity, document: ManifestDocument, report: Report): Finding {
  const { at } = report;
  const origin = 'origin' in at ? (at.origin as ManifestDocument | undefined) : undefined;
  return {
    rule,
    severity: report.severity ?? severity,
    document: origin ?? document,
    span: 'span' in at ? at.span : at,
    message: renderMessage(report.message),
    fixes: origin && origin !== document ? [] : (report.fixes ?? []),
    related: report.related ?? [],
  };
}

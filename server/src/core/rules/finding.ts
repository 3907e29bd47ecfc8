import type { ManifestDocument } from '../model/source-file';
import { externalPattern } from '../platform/externals';
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
  /** Pattern for `meshward.externals` that says: what is missing is in the cluster. */
  readonly external?: string | undefined;
}

/** A mark on something of another document (a patch's) becomes a finding there. Only fixes of the object's own text are kept. */
export function toFinding(rule: string, severity: Severity, document: ManifestDocument, report: Report): Finding {
  const { at } = report;
  const span = 'span' in at ? at.span : at;
  // Origins here are documents of the workspace: no others are composed.
  const origin = span.origin as ManifestDocument | undefined;
  const { absent } = report;
  // Of several objects nobody knows which one is meant.
  const external = absent && 'kind' in absent ? externalPattern(absent) : undefined;
  const foreign = origin !== undefined && origin !== document;
  return {
    rule,
    severity: report.severity ?? severity,
    document: origin ?? document,
    span,
    message: renderMessage(report.message),
    ...(external !== undefined && { external }),
    fixes: foreign ? [] : (report.fixes ?? []),
    related: (report.related ?? []).map((related) => ({
      ...related,
      document: (related.span.origin as ManifestDocument | undefined) ?? related.document,
    })),
  };
}

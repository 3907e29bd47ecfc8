/** Findings as a user sees them: in the file's offsets, with the user's severities, less what comments silence. */
import type { SourceFile } from '../model/source-file';
import type { Fix, Severity } from '../rules/define';
import type { Finding } from '../rules/finding';
import type { Span } from '../text/span';
import type { Analysis } from './analysis';
import { Silencing } from './silencing';

export interface PlacedFinding {
  readonly uri: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Offsets in the file. */
  readonly span: Span;
  readonly message: string;
  readonly related: readonly { readonly uri: string; readonly span: Span; readonly message: string }[];
  readonly fixes: readonly PlacedFix[];
  /** Pattern for `meshward.externals` that says: what is missing is in the cluster. */
  readonly external?: string | undefined;
}

export interface FileEdit {
  readonly uri: string;
  readonly span: Span;
  readonly newText: string;
}

export interface PlacedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: () => readonly FileEdit[];
}

/** Severity by rule id; `off` silences the rule. */
export type SeverityOverrides = Readonly<Record<string, Severity | 'off'>>;

/** Findings of a file, ordered by place, then rule, then message; the same finding from two sets appears once. */
export function placedFindings(
  analysis: Analysis,
  file: SourceFile,
  overrides: SeverityOverrides = {},
): PlacedFinding[] {
  if (file.notice) {
    const severity = overrides[file.notice.code] ?? 'information';
    if (severity === 'off') return [];
    const { code, message } = file.notice;
    return [{ uri: file.uri, rule: code, severity, span: { start: 0, end: 0 }, message, related: [], fixes: [] }];
  }
  const silencing = new Silencing(file);
  const placed = new Map<string, PlacedFinding>();
  for (const finding of analysis.findingsOf(file)) {
    const severity = overrides[finding.rule] ?? finding.severity;
    if (severity === 'off' || silencing.covers(finding)) continue;
    const one = place(analysis, file, finding, severity);
    const key = `${one.span.start} ${one.span.end} ${one.rule} ${one.message}`;
    if (!placed.has(key)) placed.set(key, one);
  }
  const unused = silencing.unused(analysis.ruleIds, overrides).map((one) => ({ ...one, uri: file.uri }));
  return [...placed.values(), ...unused].sort(
    (a, b) =>
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      compare(a.rule, b.rule) ||
      compare(a.message, b.message),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function place(analysis: Analysis, file: SourceFile, finding: Finding, severity: Severity): PlacedFinding {
  const { files } = analysis.snapshot;
  const edits = (fix: Fix) => {
    const made = fix.edits();
    // An edit that would touch what a patch has put there fits neither text.
    if (made.some((edit) => edit.span.origin !== undefined)) return [];
    return made.flatMap((edit) => {
      const target = edit.document.uri === file.uri ? file : files.get(edit.document.uri);
      if (!target || target.startOf(edit.document) === undefined) return [];
      return { uri: target.uri, span: target.spanInFile(edit.document, edit.span), newText: edit.newText };
    });
  };
  return {
    uri: file.uri,
    rule: finding.rule,
    severity,
    span: firstLine(file.text, file.spanInFile(finding.document, finding.span)),
    message: finding.message,
    ...(finding.external !== undefined && { external: finding.external }),
    related: finding.related.flatMap((related) => {
      const target = files.get(related.document.uri);
      return target
        ? { uri: target.uri, span: target.spanInFile(related.document, related.span), message: related.message }
        : [];
    }),
    fixes: finding.fixes.map((fix) => ({ title: fix.title, safe: fix.safe, edits: () => edits(fix) })),
  };
}

/** A mark over many lines hides the text that it is about: the first line tells where. */
function firstLine(text: string, span: Span): Span {
  const lineBreak = text.indexOf('\n', span.start);
  if (lineBreak < 0 || lineBreak >= span.end) return span;
  return { start: span.start, end: span.start + text.slice(span.start, lineBreak).trimEnd().length };
}

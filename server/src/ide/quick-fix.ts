/** What can be done about the findings in a range: the rules' own fixes, then comments that silence them. */
import {
  type FileEdit,
  overlaps,
  type PlacedFinding,
  type Span,
  SUPPRESSION_UNUSED,
  suppressInFile,
  suppressNextLine,
  type TextEdit,
  type Workspace,
} from '../core';

/** Names one action so that it can be found again in a later snapshot: nothing of it is kept in between. */
export interface ActionKey {
  readonly uri: string;
  readonly rule: string;
  /** Offsets of the finding in its file. */
  readonly span: Span;
  readonly title: string;
}

export interface QuickFix extends ActionKey {
  readonly finding: PlacedFinding;
  /** The finding's first fix that keeps what the author meant. */
  readonly preferred: boolean;
  readonly edits: () => readonly FileEdit[];
}

/** @param findings those of the file as shown now */
export function quickFixes(
  workspace: Workspace,
  findings: readonly PlacedFinding[],
  uri: string,
  range: Span,
): QuickFix[] {
  const here = findings.filter((finding) => overlaps(finding.span, range));
  return [
    ...here.flatMap((finding) => ownFixes(finding)),
    ...here.flatMap((finding) => silencers(workspace, finding, uri)),
  ].filter((fix, i, all) => all.findIndex((other) => sameAction(other, fix)) === i);
}

/** The action that `key` names, if the snapshot still has it. */
export function findQuickFix(
  workspace: Workspace,
  findings: readonly PlacedFinding[],
  key: ActionKey,
): QuickFix | undefined {
  return quickFixes(workspace, findings, key.uri, key.span).find((fix) => sameAction(fix, key));
}

const sameAction = (a: ActionKey, b: ActionKey): boolean =>
  a.rule === b.rule && a.title === b.title && a.span.start === b.span.start && a.span.end === b.span.end;

function ownFixes(finding: PlacedFinding): QuickFix[] {
  const best = finding.fixes.find((fix) => fix.safe);
  return finding.fixes.map((fix) => ({
    ...keyOf(finding, fix.title),
    finding,
    preferred: fix === best,
    edits: fix.edits,
  }));
}

function silencers(workspace: Workspace, finding: PlacedFinding, uri: string): QuickFix[] {
  const file = workspace.snapshot.files.get(uri);
  // A comment that silences nothing cannot be kept by another one.
  if (!file || file.notice || finding.rule === SUPPRESSION_UNUSED) return [];
  const action = (title: string, edit: TextEdit | undefined): QuickFix[] =>
    edit ? [{ ...keyOf(finding, title), finding, preferred: false, edits: () => [{ uri, ...edit }] }] : [];
  return [
    ...action(`Disable ${finding.rule} for this line`, suppressNextLine(file, finding.span.start, finding.rule)),
    ...action(`Disable ${finding.rule} for this file`, suppressInFile(file, finding.rule)),
  ];
}

const keyOf = ({ uri, rule, span }: PlacedFinding, title: string): ActionKey => ({ uri, rule, span, title });

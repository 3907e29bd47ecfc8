/** A snapshot in which AuthorizationPolicies do something else: for questions that begin with "what if". */
import { applyEdits, type TextEdit } from '../text/edit';
import { type ManifestSet, namespaceOf } from '../workspace/manifest-set';
import type { Snapshot } from '../workspace/snapshot';
import { replaceScalar } from '../yaml/edit-yaml';
import { isScalar, stringOf } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { type Place, placeOf } from './paths/place';

export interface PolicyActionChange {
  readonly namespace: string;
  readonly name: string;
  /** `AUDIT` refuses nothing and lets nothing in: for access it is as if the policy were not there (Istio's authorization docs). */
  readonly action: 'ALLOW' | 'DENY' | 'AUDIT';
}

export interface ChangedPolicies {
  readonly snapshot: Snapshot;
  readonly set: ManifestSet;
  /** Changes that could not be made. */
  readonly refused: readonly PolicyActionChange[];
  /** Where something stands in the snapshot before the changes. */
  readonly placeOf: (reason: Parameters<typeof placeOf>[1]) => Place | undefined;
}

interface Edited extends TextEdit {
  readonly uri: string;
}

/** Edits a copy of the files and leaves `snapshot` as it is. A change counts only when the set then really has that action. */
export function changePolicies(
  snapshot: Snapshot,
  set: ManifestSet,
  changes: readonly PolicyActionChange[],
): ChangedPolicies {
  const edits = new Map<PolicyActionChange, Edited>();
  for (const change of changes) {
    const edit = editOf(snapshot, set, change);
    if (edit) edits.set(change, edit);
  }
  const changed = apply(snapshot, [...edits.values()]);
  const changedSet = changed.sets.find(({ id }) => id === set.id) ?? set;
  const refused = changes.filter((change) => actionIn(changedSet, change) !== change.action);
  return {
    snapshot: changed,
    set: changedSet,
    refused,
    placeOf: (reason) => placeOf(snapshot, reason) ?? placedBack(placeOf(changed, reason), [...edits.values()]),
  };
}

function apply(snapshot: Snapshot, edits: readonly Edited[]): Snapshot {
  if (edits.length === 0) return snapshot;
  const uris = new Set(edits.map(({ uri }) => uri));
  const files = new Map(
    [...uris].map((uri) => {
      const file = snapshot.files.get(uri)!;
      const text = applyEdits(
        file.text,
        edits.filter((edit) => edit.uri === uri),
      );
      return [uri, file.withText(text, { template: file.template })] as const;
    }),
  );
  return snapshot.with(files).snapshot;
}

const policyIn = (set: ManifestSet, { namespace, name }: PolicyActionChange) =>
  set.index.bucket('AuthorizationPolicy').find((each) => namespaceOf(each) === namespace && each.name === name);

function actionIn(set: ManifestSet, change: PolicyActionChange): string | undefined {
  const action = policyIn(set, change)?.at('spec', 'action');
  return action ? stringOf(action) : 'ALLOW';
}

function editOf(snapshot: Snapshot, set: ManifestSet, change: PolicyActionChange): Edited | undefined {
  const policy = policyIn(set, change);
  const file = policy && snapshot.files.get(policy.uri);
  if (!policy || !file || file.startOf(policy.document) === undefined) return undefined;
  const { text } = policy.document;
  const written = policy.at('spec', 'action');
  const edit = !written
    ? setField(text, policy.root, ['spec', 'action'], change.action)
    : isScalar(written) && !written.alias
      ? replaceScalar(written, change.action)
      : undefined;
  // What a patch has put there stands in another text.
  if (!edit || edit.span.origin) return undefined;
  return { uri: file.uri, span: file.spanInFile(policy.document, edit.span), newText: edit.newText };
}

/** Undoes the shifts of the edits in front of a place. */
function placedBack(place: Place | undefined, edits: readonly Edited[]): Place | undefined {
  if (!place) return undefined;
  const before = (offset: number) => {
    let at = offset;
    for (const edit of edits.filter(({ uri }) => uri === place.uri).sort((a, b) => a.span.start - b.span.start)) {
      if (at <= edit.span.start) break;
      const grown = edit.newText.length - (edit.span.end - edit.span.start);
      at = Math.max(edit.span.start, at - grown);
    }
    return at;
  };
  return { uri: place.uri, span: { start: before(place.span.start), end: before(place.span.end) } };
}

/** Patches of a kustomization, applied to the objects that they are for. */

import type { ManifestDocument } from '../model/source-file';
import type { CompositionProblem } from '../workspace/bundle';
import { at, entryOf, isMap, isScalar, type MapNode, type SeqNode, type YamlNode } from '../yaml/node';
import { type Item, idOf, idsOf, isVague, sameId, withRoot } from './item';
import { jsonPatch } from './json-patch';
import type { PatchRef } from './kustomization';
import type { Memo } from './memo';
import type { PatchContent } from './patch-content';
import { strategicMerge } from './strategic-merge';
import { readTarget, type Target } from './target';
import { removeKey, setKey, TooMuchWork } from './tree';

export interface PatchSurroundings {
  readonly memo: Memo;
  readonly document: ManifestDocument;
  readonly component: boolean;
  /** Some objects or what they are made of cannot be seen. */
  readonly vague: boolean;
  /** True when an object of a kind that Meshward does not read may be meant. */
  mayBeForeign(test: (kind: string) => boolean): boolean;
  report(problem: CompositionProblem): void;
  /** Something is unknown from here on. */
  blur(): void;
}

export function applyPatch(
  items: readonly Item[],
  ref: PatchRef,
  content: PatchContent,
  around: PatchSurroundings,
): readonly Item[] {
  const { memo } = around;
  if (content.vague) around.blur();
  const target = ref.target && memo.of(ref, ref.target, () => readTarget(ref.target!));
  let result = items;
  for (const object of content.objects) {
    const chosen = target ? select(result, target, ref, around) : selectById(result, object, ref, around);
    const patch = memo.of(ref, object, () => stripped(object, ref));
    result = result.flatMap((item) => {
      if (!chosen.has(item)) return [item];
      const after = memo.of(patch, item, () => merged(item, patch, ref));
      if (after === 'too much') around.blur();
      return after === 'too much' ? [item] : (after ?? []);
    });
  }
  for (const operations of content.operations) {
    if (!target) {
      around.blur();
      continue;
    }
    const chosen = select(result, target, ref, around);
    result = result.map((item) => (chosen.has(item) ? patched(item, operations, around) : item));
  }
  return result;
}

/** What a patch may not change: kustomize keeps the object's identity unless told otherwise. */
function stripped(patch: MapNode, ref: PatchRef): MapNode {
  let result = removeKey(patch, 'apiVersion');
  if (!ref.allowKindChange) result = removeKey(result, 'kind');
  const metadata = entryOf(result, 'metadata');
  if (!metadata || !isMap(metadata.value)) return result;
  let kept = removeKey(metadata.value, 'namespace');
  if (!ref.allowNameChange) kept = removeKey(kept, 'name');
  return kept.entries.length > 0 || kept.open ? setKey(result, metadata.key, kept) : removeKey(result, 'metadata');
}

function merged(item: Item, patch: MapNode, ref: PatchRef): Item | undefined | 'too much' {
  try {
    const root = strategicMerge(item.root, patch);
    return root && withRoot(item, root, ref.allowKindChange || ref.allowNameChange);
  } catch (error) {
    if (error instanceof TooMuchWork) return 'too much';
    throw error;
  }
}

function patched(item: Item, operations: SeqNode, around: PatchSurroundings): Item {
  const outcome = around.memo.of(operations, item, () => {
    const result = jsonPatch(item.root, operations);
    return 'root' in result ? withRoot(item, result.root, true) : result;
  });
  if ('root' in outcome) return outcome;
  around.blur();
  if (outcome.certain) {
    const { kind, name } = idOf(item.root);
    const facts = { patch: outcome.path, missing: 'path', kind, name: name ?? '' };
    around.report(problemAt(outcome.failed, around.document, facts));
  }
  return item;
}

function problemAt(
  node: YamlNode,
  document: ManifestDocument,
  facts: CompositionProblem['facts'],
  severity?: CompositionProblem['severity'],
): CompositionProblem {
  const { start, end } = node.span;
  return {
    rule: 'kustomize-patch-without-target',
    // Whatever comes from elsewhere here comes from documents of the workspace.
    document: (node.origin as ManifestDocument | undefined) ?? document,
    span: { start, end },
    facts,
    ...(severity ? { severity } : {}),
  };
}

function select(items: readonly Item[], target: Target, ref: PatchRef, around: PatchSurroundings): ReadonlySet<Item> {
  const chosen = new Set<Item>();
  let doubtful = false;
  for (const item of items) {
    const matches = target.matches(item);
    if (matches === true) chosen.add(item);
    else if (matches === 'unknown') doubtful = true;
  }
  if (doubtful) around.blur();
  if (chosen.size > 0 || doubtful || around.vague || around.mayBeForeign(target.mayBeKind)) return chosen;
  // A component's selector may well find nothing in some of the places that use it.
  if (around.component && target.name === undefined) return chosen;
  const kind = at(target.node, 'kind');
  const facts = {
    patch: ref.file?.path ?? '',
    missing: 'target',
    kind: isScalar(kind) ? kind.text : '',
    name: target.name ?? '',
  };
  // A kind that nothing has is what misses; else the name does.
  const kindAbsent = isScalar(kind) && !items.some((item) => idOf(item.root).kind === kind.text);
  const node = (kindAbsent ? kind : at(target.node, 'name')) ?? kind ?? target.node;
  around.report(problemAt(node, around.document, facts, target.name === undefined ? 'information' : undefined));
  return chosen;
}

function selectById(
  items: readonly Item[],
  patch: MapNode,
  ref: PatchRef,
  around: PatchSurroundings,
): ReadonlySet<Item> {
  const id = idOf(patch);
  if (isVague(id)) {
    around.blur();
    return new Set();
  }
  const found = items.find((item) => idsOf(item).some((other) => sameId(other, id)));
  if (found) return new Set([found]);
  const doubtful = items.some((item) => isVague(idOf(item.root)) && idOf(item.root).kind === id.kind);
  if (doubtful || around.vague || around.mayBeForeign((kind) => kind === id.kind)) return new Set();
  const near = items.map((item) => idOf(item.root)).find((other) => other.kind === id.kind && other.name === id.name);
  const facts = {
    patch: ref.file?.path ?? '',
    missing: near ? difference(near, id) : 'object',
    kind: id.kind,
    name: id.name ?? '',
    ...(near
      ? { theirs: near.namespace !== id.namespace ? (near.namespace ?? '') : `${near.group}/${near.version}` }
      : {}),
  };
  around.report(problemAt(wrongPart(items, patch, facts) ?? ref.file?.node ?? ref.node, around.document, facts));
  return new Set();
}

/** What of the patch itself misses: its namespace or version, a name beside others of its kind, or else the kind. */
function wrongPart(
  items: readonly Item[],
  patch: MapNode,
  { missing }: CompositionProblem['facts'],
): YamlNode | undefined {
  const name = at(patch, 'metadata', 'name');
  if (missing === 'namespace') return at(patch, 'metadata', 'namespace') ?? name;
  if (missing === 'version') return at(patch, 'apiVersion');
  return items.some((item) => idOf(item.root).kind === idOf(patch).kind) ? name : at(patch, 'kind');
}

const difference = (a: { namespace: string | undefined }, b: { namespace: string | undefined }): string =>
  a.namespace !== b.namespace ? 'namespace' : 'version';

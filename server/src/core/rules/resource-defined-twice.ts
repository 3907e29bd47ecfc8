import { KINDS, type KindId, kindById } from '../model/kinds';
import type { Lookups } from '../model/lookups';
import type { Resource } from '../model/resource';
import { isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { toValue } from '../yaml/node';
import { defineRule } from './define';

const ALL = KINDS.map((kind) => kind.id);

/** Second and later definitions in one place, each followed by the first of its name; one function a kind, so that an edit looks at one. */
const REPEATED: ReadonlyMap<KindId, (set: Lookups, place: string) => readonly Resource[]> = new Map(
  ALL.map((kind) => [kind, (set: Lookups, place: string) => repeated(set, kind, place)]),
);

export default defineRule({
  id: 'resource-defined-twice',
  severity: 'warning',
  summary:
    'the same object is defined a second time: the one that is applied last replaces the other (information: files to choose from)',
  sources: ['Kubernetes: kind, namespace and name are the identity of an object; kubectl apply replaces what has it'],
  peers: [],
  on: ALL,
  reads: ALL,
  check(resource, context) {
    const { name, kind } = resource;
    if (name === undefined) return;
    const namespace = context.namespaceOf(resource);
    const clusterScoped = kindById(kind).clusterScoped === true;
    const pairs = context.deriveFor(clusterScoped ? name : namespace, REPEATED.get(kind)!);
    const place = pairs.findIndex((each, i) => i % 2 === 0 && each === resource);
    const first = pairs[place + 1];
    if (place < 0 || !first) return;
    const others = context.inNamespace(kind, clusterScoped ? name : namespace).filter((each) => each.name === name);
    context.report({
      at: resource.nameNode ?? resource.headNode,
      severity: areAlternatives(resource, first, others) ? 'information' : 'warning',
      message: {
        what: `${kindById(kind).kind} ${clusterScoped ? name : `${namespace}/${name}`} is defined a second time`,
        why: 'the one that is applied last replaces the other',
        todo: 'Give one of them another name, or remove it',
      },
      related: [{ document: first.document, span: first.headNode.span, message: 'The first definition' }],
    });
  },
});

/** @param place the namespace, or the name of a cluster-scoped object */
function repeated(set: Lookups, kind: KindId, place: string): readonly Resource[] {
  const firsts = new Map<string, Resource>();
  const pairs: Resource[] = [];
  for (const each of set.inNamespace(kind, place)) {
    if (each.name === undefined || isPlacedUnknown(each) || looksLikePatch(each)) continue;
    const first = firsts.get(each.name);
    if (!first) firsts.set(each.name, each);
    else if (!isCopy(first, each) && !overrides(first, each)) pairs.push(each, first);
  }
  return pairs;
}

/** The same content twice does no harm. */
const isCopy = (a: Resource, b: Resource): boolean =>
  JSON.stringify(toValue(a.root)) === JSON.stringify(toValue(b.root));

/**
 * Files side by side to choose from: three or more define the object, or one name goes on where the other ends (`web.yaml`,
 * `web-nodeport.yaml`). What one kustomization brings together is applied together.
 */
function areAlternatives(resource: Resource, first: Resource, others: readonly Resource[]): boolean {
  if (resource.uri === first.uri || resource.bundle !== resource.uri || first.bundle !== first.uri) return false;
  if (new Set(others.filter((each) => !overrides(first, each)).map((each) => each.uri)).size >= 3) return true;
  const [short, long] = [stem(resource.uri), stem(first.uri)].sort((a, b) => a.length - b.length) as [string, string];
  return short !== '' && long.startsWith(short) && /^[-_.]/.test(long.slice(short.length));
}

const stem = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1).replace(/\.[a-z]+$/i, '');

/** A file further down the tree is another environment's, or a variant's, more often than a mistake. */
function overrides(a: Resource, b: Resource): boolean {
  const folder = (uri: string) => uri.slice(0, uri.lastIndexOf('/') + 1);
  return folder(a.bundle) !== folder(b.bundle);
}

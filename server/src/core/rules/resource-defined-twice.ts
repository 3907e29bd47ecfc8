import { KINDS, kindById } from '../model/kinds';
import type { Resource } from '../model/resource';
import { isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { defineRule } from './define';

const ALL = KINDS.map((kind) => kind.id);

export default defineRule({
  id: 'resource-defined-twice',
  severity: 'warning',
  summary: 'the same object is defined a second time: the one that is applied last replaces the other',
  sources: ['Kubernetes: kind, namespace and name are the identity of an object; kubectl apply replaces what has it'],
  peers: [],
  on: ALL,
  reads: ALL,
  check(resource, context) {
    const { name, kind } = resource;
    if (name === undefined || isPlacedUnknown(resource) || looksLikePatch(resource)) return;
    const namespace = context.namespaceOf(resource);
    const clusterScoped = kindById(kind).clusterScoped === true;
    const same = (clusterScoped ? context.inNamespace(kind, name) : context.inNamespace(kind, namespace)).filter(
      (each) => each.name === name && each.group === resource.group && !isPlacedUnknown(each) && !looksLikePatch(each),
    );
    const first = same[0];
    if (!first || first === resource || isCopy(first, resource) || overrides(first, resource)) return;
    context.report({
      at: resource.nameNode ?? resource.headNode,
      message: {
        what: `${kindById(kind).kind} ${clusterScoped ? name : `${namespace}/${name}`} is defined a second time`,
        why: 'the one that is applied last replaces the other',
        todo: 'Give one of them another name, or remove it',
      },
      related: [{ document: first.document, span: first.headNode.span, message: 'The first definition' }],
    });
  },
});

/** The same text twice does no harm. */
const textOf = ({ document, root }: Resource): string => document.text.slice(root.span.start, root.span.end).trim();
const isCopy = (a: Resource, b: Resource): boolean => textOf(a) === textOf(b);

/** A file further down the tree is another environment's, or a variant's, more often than a mistake. */
function overrides(a: Resource, b: Resource): boolean {
  const folder = (uri: string) => uri.slice(0, uri.lastIndexOf('/') + 1);
  return folder(a.bundle) !== folder(b.bundle);
}

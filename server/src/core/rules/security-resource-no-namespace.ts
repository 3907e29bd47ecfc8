import { isDnsLabel } from '../model/dns-name';
import type { KindId } from '../model/kinds';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isMap, isUnknown } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

const PLACED = [
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'DestinationRule',
  'Gateway',
] as const satisfies readonly KindId[];
/** Kinds whose namespace is offered. */
const NEIGHBOURS = [...PLACED, 'Namespace', 'InferenceService'] as const satisfies readonly KindId[];

export default defineRule({
  id: 'security-resource-no-namespace',
  severity: 'information',
  summary: 'a policy or mesh object names no namespace, so it lands wherever kubectl points',
  sources: ['Kubernetes: an object without metadata.namespace goes to the namespace of the kubeconfig context'],
  peers: [],
  on: PLACED,
  reads: NEIGHBOURS,
  check(resource, context) {
    const metadata = resource.at('metadata');
    if (resource.namespaceNode || isUnknown(resource.root) || isUnknown(metadata) || isBroken(resource)) return;
    // A chart's release and a kustomization give it one.
    if (resource.document.template || resource.bundle !== resource.uri || looksLikePatch(resource)) return;
    const folder = folderOf(resource.uri);
    const near = NEIGHBOURS.flatMap((kind) => context.all(kind)).flatMap((each) => {
      if (folderOf(each.uri) !== folder) return [];
      return (each.kind === 'Namespace' ? each.name : each.namespace) ?? [];
    });
    const [first, ...others] = new Set(near.filter(isDnsLabel));
    const offers = first === undefined ? [] : [first, ...others].slice(0, 3);
    context.report({
      at: resource.headNode,
      message: {
        what: `This ${resource.kind} names no namespace`,
        why: 'it lands in the namespace that kubectl happens to point to, and counts there alone',
        todo: 'Write metadata.namespace',
      },
      fixes:
        // An empty or unreadable namespace is not mended by a second one.
        isMap(metadata) && !metadata.alias && !entryOf(metadata, 'namespace')
          ? offers.map((name) =>
              fixIn(
                resource,
                `Put it into namespace ${name}`,
                () => addField(resource.document.text, metadata, 'namespace', name),
                offers.length === 1,
              ),
            )
          : [],
    });
  },
});

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);

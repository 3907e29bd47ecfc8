import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { isMap, isUnknown } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'security-resource-no-namespace',
  severity: 'information',
  summary: 'a policy or mesh object names no namespace, so it lands wherever kubectl points',
  sources: ['Kubernetes: an object without metadata.namespace goes to the namespace of the kubeconfig context'],
  peers: [],
  on: ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication', 'DestinationRule', 'Gateway'],
  reads: [
    'AuthorizationPolicy',
    'PeerAuthentication',
    'RequestAuthentication',
    'DestinationRule',
    'Gateway',
    'Namespace',
    'InferenceService',
  ],
  check(resource, context) {
    const metadata = resource.at('metadata');
    if (resource.namespaceNode || isUnknown(resource.root) || isUnknown(metadata) || isBroken(resource)) return;
    // A chart's release and a kustomization give it one.
    if (resource.document.template || resource.bundle !== resource.uri || looksLikePatch(resource)) return;
    const folder = folderOf(resource.uri);
    const near = [...this.reads!.flatMap((kind) => context.all(kind))].flatMap((each) => {
      if (folderOf(each.uri) !== folder) return [];
      return (each.kind === 'Namespace' ? each.name : each.namespace) ?? [];
    });
    const [first, ...others] = new Set(near);
    const offers = first === undefined ? [] : [first, ...others].slice(0, 3);
    context.report({
      at: resource.headNode,
      message: {
        what: `This ${resource.kind} names no namespace`,
        why: 'it lands in the namespace that kubectl happens to point to, and counts there alone',
        todo: 'Write metadata.namespace',
      },
      fixes:
        isMap(metadata) && !metadata.alias
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

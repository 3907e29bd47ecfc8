import { readPeerAuthentication } from '../model/peer-authentication';
import { addEntry, replaceScalar } from '../yaml/edit-yaml';
import { entryOf, isMap } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'root-selector-ignored',
  severity: 'error',
  summary: 'a PeerAuthentication in the root namespace selects workloads, so it has no effect on any',
  sources: [
    'istio pilot/pkg/security/authn/policy_applier.go: the workload branch takes only policies outside the root namespace',
    'seen with a real Envoy: the mode stays as if the policy were absent, for workloads of the root namespace too',
  ],
  peers: [],
  on: ['PeerAuthentication'],
  reads: ['Namespace'],
  check(resource, context) {
    if (resource.namespace !== context.platform.rootNamespace) return;
    const { selector } = readPeerAuthentication(resource);
    if (!selector.node || selector.unknown || selector.labels.size === 0) return;
    const elsewhere = context
      .all('Namespace')
      .flatMap((namespace) => namespace.name ?? [])
      .filter((name) => name !== context.platform.rootNamespace);
    context.report({
      at: entryOf(resource.at('spec'), 'selector')?.key ?? selector.node,
      message: {
        what: `This PeerAuthentication has a selector in the root namespace ${resource.namespace}`,
        why: 'Istio ignores it for every workload, here and elsewhere',
        todo: "Move it to the workload's own namespace, or remove the selector to set the mode of the whole mesh",
      },
      fixes: elsewhere.slice(0, 3).map((name) =>
        fixIn(
          resource,
          `Move to namespace ${name}`,
          () => {
            const metadata = resource.at('metadata');
            if (resource.namespaceNode) return replaceScalar(resource.namespaceNode, name);
            return isMap(metadata) ? addEntry(resource.document.text, metadata, `namespace: ${name}`) : [];
          },
          false,
        ),
      ),
    });
  },
});

import { type PeerAuthentication, readPeerAuthentication } from '../model/peer-authentication';
import { POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'peer-auth-duplicate',
  severity: 'error',
  summary: 'several PeerAuthentications are for the same pods, and all but the oldest are ignored',
  sources: [
    'istio pilot/pkg/security/authn/policy_applier.go: of one scope the oldest wins',
    'seen with a real Envoy: the others are ignored, not merged; an UNSET winner still wins',
  ],
  peers: ['KIA0002', 'KIA0003'],
  on: ['PeerAuthentication'],
  reads: ['PeerAuthentication', ...POD_KINDS],
  check(resource, context) {
    const policy = resource.read(readPeerAuthentication);
    const namespace = context.namespaceOf(resource);
    if (policy.selector.unknown || resource.name === undefined || isPlacedUnknown(resource)) return;
    const wide = policy.selector.labels.size === 0;
    // Selectors in the root namespace count for nothing anyway.
    if (!wide && namespace === context.platform.rootNamespace) return;
    const all = context.inNamespace('PeerAuthentication', namespace);
    const pods = wide ? [] : podGroupsIn(context, namespace);
    for (const each of all) {
      if (each === resource) break;
      // The same name twice replaces the object: another fault.
      if (each.name === undefined || each.name === resource.name || isPlacedUnknown(each)) continue;
      const other = each.read(readPeerAuthentication);
      if (other.selector.unknown || (other.selector.labels.size === 0) !== wide) continue;
      const shared = wide
        ? undefined
        : pods.find((one) => selectsPods(policy.selector, one) === true && selectsPods(other.selector, one) === true);
      if (!wide && !shared && !sameLabels(policy, other)) continue;
      const alike = saysTheSame(policy, other);
      context.report({
        at: resource.headNode,
        severity: alike ? 'warning' : 'error',
        message: {
          what: `${each.name} is for ${wide ? (namespace === context.platform.rootNamespace ? 'the whole mesh' : `all of namespace ${namespace}`) : shared ? `the pods of ${shared.resource.name ?? 'one workload'}` : 'the same pods'} too`,
          why: `Istio takes the one that was created first and ignores the other, whatever the order of the files${alike ? '' : '; the two differ'}`,
          todo: 'Merge them into one PeerAuthentication',
        },
        related: [{ document: each.document, span: each.headNode.span, message: 'The other one' }],
      });
      return;
    }
  },
});

function sameLabels(a: PeerAuthentication, b: PeerAuthentication): boolean {
  const { labels } = a.selector;
  return (
    labels.size === b.selector.labels.size && [...labels].every(([key, value]) => b.selector.labels.get(key) === value)
  );
}

const saysTheSame = (a: PeerAuthentication, b: PeerAuthentication): boolean =>
  !a.unknown &&
  !b.unknown &&
  a.mode === b.mode &&
  a.ports.size === b.ports.size &&
  [...a.ports].every(([port, { mode }]) => b.ports.get(port)?.mode === mode);

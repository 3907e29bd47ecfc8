import type { Resource } from '../model/resource';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, hasUnknown, isNull, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

const GROUP = 'gateway.networking.k8s.io';

export default defineRule({
  id: 'reference-not-granted',
  severity: 'warning',
  summary:
    'a route or Gateway refers to an object of another namespace, and the ReferenceGrants there do not allow that',
  sources: [
    'gateway-api apis/v1beta1 ReferenceGrant: references across namespaces count only with a grant in the namespace referred to; without it requests get 500, and a listener is not ready',
  ],
  peers: ['status of the route in a cluster'],
  on: ['HTTPRoute', 'GRPCRoute', 'GatewayApiGateway'],
  reads: ['ReferenceGrant', 'Service', 'Secret', 'Certificate', 'InferenceService'],
  fromAbsence: true,
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const own = context.namespaceOf(resource);
    const gateway = resource.kind === 'GatewayApiGateway';
    const fromKind = gateway ? 'Gateway' : resource.kind;
    for (const ref of gateway ? certificatesOf(resource) : backendsOf(resource)) {
      const namespaceNode = entryOf(ref, 'namespace')?.value;
      const namespace = stringOf(namespaceNode);
      const kind = stringOf(entryOf(ref, 'kind')?.value) ?? (gateway ? 'Secret' : 'Service');
      const group = stringOf(entryOf(ref, 'group')?.value) ?? '';
      const name = stringOf(entryOf(ref, 'name')?.value);
      if (!namespaceNode || !namespace || namespace === own || !name || hasUnknown(ref)) continue;
      const grants = context.inNamespace('ReferenceGrant', namespace);
      if (grants.some((each) => isBroken(each) || hasUnknown(each.at('spec')))) continue;
      if (grants.some((each) => allows(each, { own, fromKind, kind, group, name }))) continue;
      const [grant] = grants;
      const kept = (['Service', 'Secret', 'Certificate', 'InferenceService'] as const).some(
        (each) => context.inNamespace(each, namespace).length > 0,
      );
      // Without any grant among the files it may well be kept with the other namespace.
      if (!grant && !kept) continue;
      context.report({
        at: namespaceNode,
        severity: grant ? 'warning' : 'information',
        message: {
          what: grant
            ? `No ReferenceGrant of ${namespace} lets ${fromKind}s of ${own} refer to ${kind} ${name}`
            : `The files have no ReferenceGrant in ${namespace} for ${fromKind}s of ${own}`,
          why: gateway ? 'the listener has no certificate then' : 'requests get 500 then',
          todo: `Add a ReferenceGrant in ${namespace}: from ${fromKind} of ${own}, to ${kind}`,
        },
        related: grant
          ? [{ document: grant.document, span: grant.headNode.span, message: 'This grant is for others' }]
          : [],
      });
    }
  },
});

const backendsOf = (resource: Resource): readonly YamlNode[] =>
  itemsOf(resource.at('spec', 'rules')).flatMap((rule) => itemsOf(entryOf(rule, 'backendRefs')?.value));

const certificatesOf = (resource: Resource): readonly YamlNode[] =>
  itemsOf(resource.at('spec', 'listeners')).flatMap((each) =>
    itemsOf(entryOf(entryOf(each, 'tls')?.value, 'certificateRefs')?.value),
  );

interface Reference {
  readonly own: string;
  readonly fromKind: string;
  readonly kind: string;
  readonly group: string;
  readonly name: string;
}

function allows(grant: Resource, { own, fromKind, kind, group, name }: Reference): boolean {
  const text = (node: YamlNode, key: string) => stringOf(entryOf(node, key)?.value);
  const from = itemsOf(grant.at('spec', 'from')).some(
    (each) => text(each, 'group') === GROUP && text(each, 'kind') === fromKind && text(each, 'namespace') === own,
  );
  return (
    from &&
    itemsOf(grant.at('spec', 'to')).some((each) => {
      const only = entryOf(each, 'name')?.value;
      return (
        (text(each, 'group') ?? '') === group &&
        text(each, 'kind') === kind &&
        (!only || isNull(only) || stringOf(only) === name)
      );
    })
  );
}

import { admitsNamespace, hostnamesMeet, listenersOf, parentGateways } from '../model/parent-refs';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, hasUnknown, isScalar, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'route-not-accepted',
  severity: 'warning',
  summary:
    'no listener of the Gateway takes the route: it has none of that name or port, no host in common, or keeps other namespaces out',
  sources: [
    'gateway-api apis/v1 shared_types.go: ParentReference.sectionName and port, AllowedRoutes.namespaces (Same by default), and the reasons NoMatchingParent, NotAllowedByListeners and NoMatchingListenerHostname',
  ],
  peers: ['status of the route in a cluster'],
  on: ['HTTPRoute', 'GRPCRoute'],
  reads: ['GatewayApiGateway'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const own = context.namespaceOf(resource);
    for (const { gateway, nameNode, namespaceNode, section, port } of parentGateways(resource, context)) {
      const name = gateway.name ?? '';
      const related = [{ document: gateway.document, span: gateway.headNode.span, message: 'The Gateway' }];
      const report = (at: typeof nameNode, what: string, why: string, todo: string) =>
        context.report({ at, message: { what, why, todo }, related });
      const listeners = listenersOf(gateway);
      const named = section
        ? listeners.filter((each) => stringOf(entryOf(each, 'name')?.value) === stringOf(section))
        : listeners;
      if (section && named.length === 0) {
        const names = listeners.flatMap((each) => stringOf(entryOf(each, 'name')?.value) ?? []);
        report(
          section,
          `Gateway ${name} has no listener ${stringOf(section) ?? ''}`,
          'so the route is not attached, and no request follows it',
          `Name one of its listeners: ${names.join(', ')}`,
        );
        continue;
      }
      const wanted = isScalar(port) ? port.value : undefined;
      const ported =
        wanted === undefined
          ? named
          : named.filter((each) => {
              const its = entryOf(each, 'port')?.value;
              return isScalar(its) && its.value === wanted;
            });
      if (port && ported.length === 0) {
        report(
          port,
          `Gateway ${name} has no such listener on port ${String(wanted)}`,
          'so the route is not attached, and no request follows it',
          'Write the port of a listener',
        );
        continue;
      }
      const theirs = context.namespaceOf(gateway);
      const open = ported.filter((each) => admitsNamespace(each, theirs, own) !== false);
      if (open.length === 0) {
        report(
          namespaceNode ?? nameNode,
          `Gateway ${name} takes no routes of namespace ${own}`,
          `its listeners let in only those of ${theirs}`,
          'Set allowedRoutes.namespaces.from: All, or a selector, at the listener',
        );
        continue;
      }
      const hosts = resource.at('spec', 'hostnames');
      if (hasUnknown(hosts) || itemsOf(hosts).length === 0) continue;
      const served = open.map((each) => stringOf(entryOf(each, 'hostname')?.value));
      const outside = itemsOf(hosts).filter((host) => !served.some((each) => hostnamesMeet(each, stringOf(host))));
      // A route with several parents may have a host for each.
      if (outside.length < itemsOf(hosts).length && itemsOf(resource.at('spec', 'parentRefs')).length > 1) continue;
      for (const host of outside) {
        report(
          host,
          `Gateway ${name} does not serve ${stringOf(host) ?? ''}`,
          `its listeners are for ${served.join(', ')}`,
          'Write a host of a listener, or add a listener for this one',
        );
      }
    }
  },
});

import { readDestinationRule } from '../model/destination-rule';
import { fullHost, serviceHost } from '../model/service-host';
import { SERVICE_SOURCES, unknownService } from '../model/unknown-service';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'dr-host-unknown',
  severity: 'hint',
  summary:
    'no file defines the Service that a DestinationRule is for, and KServe and Knative make none of that name (warning: a slip in a name)',
  sources: [
    'kserve pkg/constants and knative serving route/resources/service.go: names of the Services that they make',
  ],
  peers: ['IST0174', 'KIA0202'],
  on: ['DestinationRule'],
  reads: [...SERVICE_SOURCES],
  check(resource, context) {
    const { host, hostNode } = resource.read(readDestinationRule);
    if (host === undefined || !hostNode) return;
    const domain = context.platform.clusterDomain;
    const missing = unknownService(context, fullHost(host, context.namespaceOf(resource), domain));
    if (!missing) return;
    const { name, namespace, near, slip } = missing;
    context.report({
      at: hostNode,
      severity: slip ? 'warning' : 'hint',
      absent: { kind: 'Service', namespace, name },
      message: {
        what: `No file defines a Service ${name} in ${namespace}, and KServe and Knative make none of that name`,
        why: 'a rule for a host that does not exist does nothing',
        todo: near ? `Did you mean ${near}?` : 'Check the name',
      },
      fixes: near
        ? [
            replaceFix(
              resource,
              hostNode,
              host.includes('.') ? serviceHost({ name: near, namespace }, domain) : near,
              false,
            ),
          ]
        : [],
    });
  },
});

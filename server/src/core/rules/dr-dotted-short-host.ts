import { derivedServices } from '../model/derived-hosts';
import { readDestinationRule } from '../model/destination-rule';
import { readDottedShortHost, serviceHost } from '../model/service-host';
import { platformNamespaces } from '../platform/platform';
import { itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'dr-dotted-short-host',
  severity: 'warning',
  summary: 'the host of a DestinationRule is a short name with a dot (name.namespace), which meets no Service',
  sources: [
    "seen with istiod's generator: name.namespace and name.namespace.svc are taken literally; only a name without any dot is completed",
  ],
  peers: ['IST0174', 'KIA0202'],
  on: ['DestinationRule'],
  reads: ['ConfigMap', 'InferenceGraph', 'InferenceService', 'KnativeService', 'Namespace', 'Service', 'ServiceEntry'],
  check(resource, context) {
    const { host, hostNode } = resource.read(readDestinationRule);
    const short = host === undefined ? undefined : readDottedShortHost(host);
    if (!short || !hostNode || host === undefined) return;
    const { name, namespace } = short;
    const known =
      host.endsWith('.svc') ||
      (resource.namespace !== undefined && namespace === context.namespaceOf(resource)) ||
      context.cluster('Namespace', namespace) !== undefined ||
      platformNamespaces(context.platform).includes(namespace) ||
      context.find('Service', namespace, name) !== undefined ||
      derivedServices(context, namespace).some((each) => each.name === name);
    if (!known) return;
    const entries = context.all('ServiceEntry').flatMap((each) => itemsOf(each.at('spec', 'hosts')));
    if (entries.some((entry) => stringOf(entry) === host)) return;
    const full = serviceHost(short, context.platform.clusterDomain);
    context.report({
      at: hostNode,
      message: {
        what: `${host} is taken as it stands, and no Service has that name`,
        why: 'Istio completes only names without a dot, so this rule does nothing',
        todo: `Write ${full}`,
      },
      fixes: [replaceFix(resource, hostNode, full, false)],
    });
  },
});

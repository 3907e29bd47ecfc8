import { derivedServices, revisionOf } from '../model/derived-hosts';
import { readDestinationRule } from '../model/destination-rule';
import { likelySlip, nearest } from '../model/nearest';
import { coversHost, fullHost, readServiceHost, serviceHost } from '../model/service-host';
import { isPlacedUnknown } from '../model/workload';
import { platformNamespaces } from '../platform/platform';
import { itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'dr-host-unknown',
  severity: 'hint',
  summary:
    'no file defines the Service that a DestinationRule is for, and KServe and Knative make none of that name (warning: a slip in a known name)',
  sources: [
    'kserve pkg/constants and knative serving route/resources/service.go: names of the Services that they make',
  ],
  peers: ['IST0174', 'KIA0202'],
  on: ['DestinationRule'],
  reads: [
    'ConfigMap',
    'InferenceGraph',
    'InferenceService',
    'KnativeService',
    'LLMInferenceService',
    'Namespace',
    'Service',
    'ServiceEntry',
  ],
  check(resource, context) {
    const { host, hostNode } = resource.read(readDestinationRule);
    const domain = context.platform.clusterDomain;
    const full = host === undefined ? undefined : fullHost(host, context.namespaceOf(resource), domain);
    const service = full === undefined ? undefined : readServiceHost(full, domain);
    if (!service || !hostNode || host === undefined || full === undefined || service.name.includes('*')) return;
    const { name, namespace } = service;
    if (platformNamespaces(context.platform).includes(namespace)) return;
    const services = context.inNamespace('Service', namespace).flatMap((each) => each.name ?? []);
    const derived = derivedServices(context, namespace).map((each) => each.name);
    const names = [...services, ...derived];
    if (names.includes(name) || names.includes(revisionOf(name)?.of ?? name)) return;
    // Something else may be there that the files do not show, or show in part.
    const slip = likelySlip(name, names, []);
    if (names.length === 0 || (!slip && context.cluster('Namespace', namespace) === undefined)) return;
    if (context.inNamespace('LLMInferenceService', namespace).length > 0) return;
    if (
      [...context.all('Service'), ...context.all('InferenceService')].some(
        (each) => isPlacedUnknown(each) || each.name === undefined,
      )
    )
      return;
    const entries = context.all('ServiceEntry').flatMap((each) => itemsOf(each.at('spec', 'hosts')));
    if (entries.some((entry) => coversHost(stringOf(entry) ?? '*', full))) return;
    const old = name.replace(/-default$/, '');
    const near = derived.includes(old) ? old : (slip ?? nearest(name, names));
    context.report({
      at: hostNode,
      severity: slip ? 'warning' : 'hint',
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

import { readDestinationRule } from '../model/destination-rule';
import { likelySlip } from '../model/nearest';
import { POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import { readService } from '../model/service';
import { fullHost, readServiceHost } from '../model/service-host';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entriesOf, entryOf, isScalar, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'dr-subset-no-pods',
  severity: 'information',
  summary: 'no pods of the Service, as far as the files tell, have the labels of a subset (warning: a slip in a label)',
  sources: [
    'istio-api networking/v1 Subset.labels: a subset is made of the endpoints that have all of them; without any, requests get 503',
  ],
  peers: ['KIA0203', 'IST0101, in part'],
  on: ['DestinationRule'],
  reads: ['Service', ...POD_KINDS],
  fromAbsence: true,
  check(resource, context) {
    const { host } = resource.read(readDestinationRule);
    if (host === undefined || isBroken(resource) || isPlacedUnknown(resource)) return;
    const { clusterDomain } = context.platform;
    const name = readServiceHost(fullHost(host, context.namespaceOf(resource), clusterDomain), clusterDomain);
    const object = name && context.find('Service', name.namespace, name.name);
    if (!name || !object || isBroken(object)) return;
    const service = object.read(readService);
    if (service.unknown || service.selector.size === 0) return;
    const selector = { node: undefined, labels: service.selector, unknown: false };
    const pods = podGroupsIn(context, name.namespace).filter((each) => selectsPods(selector, each) !== false);
    if (pods.length === 0) return;
    for (const subset of itemsOf(resource.at('spec', 'subsets'))) {
      for (const { key, value } of entriesOf(entryOf(subset, 'labels')?.value)) {
        const text = stringOf(value);
        if (text === undefined || !isScalar(value) || key.unknown) continue;
        const one = { node: undefined, labels: new Map([[key.text, text]]), unknown: false };
        if (pods.some((each) => selectsPods(one, each) !== false)) continue;
        const known = [...new Set(pods.flatMap((each) => each.labels.get(key.text) ?? []))];
        const right = likelySlip(text, known, []);
        context.report({
          at: value,
          severity: right ? 'warning' : 'information',
          message: {
            what: `No pods of ${name.name} in the files have ${key.text}: ${text}`,
            why:
              known.length > 0
                ? `theirs is ${known.join(', ')}; a subset without pods answers 503`
                : 'a subset without pods answers 503',
            todo: right ? `Write ${right} if that is meant` : 'Check the label, or see that such pods are deployed',
          },
          fixes: right && !value.alias ? [replaceFix(resource, value, right, false)] : [],
          related: [
            {
              document: pods[0]!.resource.document,
              span: pods[0]!.resource.headNode.span,
              message: 'Pods of the Service',
            },
          ],
        });
        break;
      }
    }
  },
});

import { readDestinationRule } from '../model/destination-rule';
import { knownStrings } from '../model/gateway';
import { nearest } from '../model/nearest';
import { POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import type { Selector } from '../model/selector';
import { readService } from '../model/service';
import { fullHost, readServiceHost } from '../model/service-host';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, hasUnknown, isScalar, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'dr-subset-no-pods',
  severity: 'information',
  summary: 'a subset has labels that none of the pods in the files has (warning: another value is nearly the same)',
  sources: [
    'istio-api networking/v1 Subset.labels: they select among the pods of the Service; a subset without pods answers 503',
  ],
  peers: ['IST0173', 'KIA0203'],
  on: ['DestinationRule'],
  reads: ['Service', ...POD_KINDS],
  fromAbsence: true,
  check(resource, context) {
    const { host } = resource.read(readDestinationRule);
    if (host === undefined || isBroken(resource) || isPlacedUnknown(resource)) return;
    const { clusterDomain } = context.platform;
    const name = readServiceHost(fullHost(host, context.namespaceOf(resource), clusterDomain), clusterDomain);
    const found = name ? context.inNamespace('Service', name.namespace).filter((each) => each.name === name.name) : [];
    const [service] = found;
    if (!name || !service || found.length > 1 || isBroken(service)) return;
    const { selector, unknown } = service.read(readService);
    if (unknown || selector.size === 0) return;
    const behind = selectorOf(selector);
    const pods = podGroupsIn(context, name.namespace).filter((each) => selectsPods(behind, each) !== false);
    // Something must surely be behind the Service, or the files do not hold its pods.
    if (!pods.some((each) => selectsPods(behind, each) === true)) return;
    for (const subset of itemsOf(resource.at('spec', 'subsets'))) {
      const list = entryOf(subset, 'labels')?.value;
      const labels = knownStrings(list);
      if (labels.size === 0 || hasUnknown(list)) continue;
      if (pods.some((each) => selectsPods(selectorOf(labels), each) !== false)) continue;
      const [key, value] = [...labels].find(([each, text]) =>
        pods.every((group) => group.labels.get(each) !== text),
      ) ?? [undefined, undefined];
      const known = key === undefined ? [] : [...new Set(pods.flatMap((group) => group.labels.get(key) ?? []))];
      const right = value === undefined ? undefined : nearest(value, known);
      const node = key === undefined ? undefined : entryOf(list, key)?.value;
      context.report({
        at: node ?? list ?? subset,
        severity: right ? 'warning' : 'information',
        message: {
          what: `No pods of Service ${name.name} in the files have ${key === undefined ? 'these labels' : `${key}: ${value}`}`,
          why: `${known.length > 0 ? `${key} is ${known.slice(0, 4).join(', ')} there; ` : ''}requests to a subset without pods get 503`,
          todo: right
            ? `Write ${right} if that is meant`
            : `Check the labels of subset ${stringOf(entryOf(subset, 'name')?.value) ?? ''}`.trimEnd(),
        },
        fixes: right && isScalar(node) && !node.alias ? [replaceFix(resource, node, right, false)] : [],
        related: [{ document: service.document, span: service.headNode.span, message: 'The Service' }],
      });
    }
  },
});

const selectorOf = (labels: ReadonlyMap<string, string>): Selector => ({ node: undefined, labels, unknown: false });

import { knownStrings, readGateway } from '../model/gateway';
import { fitTogether } from '../model/gateway-pods';
import { likelySlip } from '../model/nearest';
import { readService } from '../model/service';
import { podMetadataPath } from '../model/workload';
import { entryOf, hasUnknown, isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

const USUAL = ['ingressgateway', 'egressgateway', 'eastwestgateway'] as const;

export default defineRule({
  id: 'gateway-selector-unknown',
  severity: 'hint',
  summary: 'the selector of a Gateway meets none of the gateway pods in the files, nor the usual labels',
  sources: [
    'istio charts/gateway and charts/gateways: labels istio: ingressgateway, istio: egressgateway, istio: eastwestgateway',
  ],
  peers: ['IST0101', 'KIA0302'],
  on: ['Gateway'],
  reads: ['DaemonSet', 'Deployment', 'Gateway', 'Pod', 'Service'],
  check(resource, context) {
    const { selector } = resource.read(readGateway);
    const node = resource.at('spec', 'selector');
    if (selector.size === 0 || hasUnknown(node)) return;
    const istio = selector.get('istio');
    if (istio !== undefined && (USUAL as readonly string[]).includes(istio)) return;
    const pods = (['Deployment', 'DaemonSet', 'Pod'] as const).flatMap((kind) =>
      context.all(kind).map((each) => knownStrings(each.at(...podMetadataPath(kind), 'labels'))),
    );
    const services = context.all('Service').map((each) => each.read(readService).selector);
    const meets = (labels: ReadonlyMap<string, string>) =>
      [...selector].every(([key, value]) => labels.get(key) === value);
    if (pods.some(meets) || services.some((labels) => meets(labels) || fitTogether(labels, selector))) return;
    const others = context.all('Gateway').flatMap((each) => each.read(readGateway).selector.get('istio') ?? []);
    const near =
      istio === undefined
        ? undefined
        : likelySlip(
            istio,
            others.filter((each) => each !== istio),
            USUAL,
          );
    const gatewayPods = [...pods, ...services].some((labels) =>
      [...labels].some((pair) => /gateway/.test(pair.join())),
    );
    if (!near && !gatewayPods) return;
    const entry = entryOf(node, 'istio');
    context.report({
      absent: (['Deployment', 'DaemonSet', 'Pod', 'Service'] as const).map((kind) => ({ kind })),
      at: near && entry ? entry.value : (node ?? resource.headNode),
      message: {
        what: `No gateway pods in the files have ${[...selector].map(([key, value]) => `${key}: ${value}`).join(', ')}`,
        why: 'a Gateway that selects no pods opens no port',
        todo: near
          ? `Did you mean istio: ${near}?`
          : "Use the labels of the gateway's pods, usually istio: ingressgateway",
      },
      fixes: near && isScalar(entry?.value) ? [replaceFix(resource, entry.value, near, false)] : [],
    });
  },
});

import { type IstioGateway, readGateway } from '../model/gateway';
import { type KubernetesService, readService, type ServicePort } from '../model/service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { isMap } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

const LABEL = 'experimental.istio.io/disable-gateway-port-translation';

export default defineRule({
  id: 'gateway-service-ambiguous',
  severity: 'warning',
  summary:
    'two Services give the same port of the gateway pods different targets, so their age decides where a Gateway listens',
  sources: [
    'istio pilot/pkg/model/gateway.go: a Gateway port is translated by the first Service of the pods that has it, unless that Service carries the label (any value)',
    'istio pilot/pkg/serviceregistry: Services are sorted by creation time, then by host name',
    "seen with istiod's generator: an older unlabelled Service 80 to 8081 moved the public Gateway from 8080 to 8081",
  ],
  peers: [],
  on: ['Service'],
  reads: ['Gateway', 'Service'],
  check(resource, context) {
    const service = resource.read(readService);
    if (!usable(service)) return;
    const namespace = context.namespaceOf(resource);
    const others = context
      .inNamespace('Service', namespace)
      .filter((each) => each !== resource && each.name !== resource.name)
      .map((each) => each.read(readService))
      .filter((each) => usable(each) && samePods(service, each));
    const clash = others.flatMap((other) => clashes(service, other))[0];
    if (!clash) return;
    const gateways = context.all('Gateway').map((each) => each.read(readGateway));
    if (!isGatewayPods(service, gateways) || isPublic(service, others)) return;
    const { mine, theirs, other } = clash;
    // A Gateway on the target port itself is not translated: only one on 443 would be, and the public Service is the older one there.
    const harmless =
      mine.port === 443 &&
      gateways.some((gateway) => gateway.servers.some((server) => server.port === mine.targetPort)) &&
      !gateways.some((gateway) => gateway.servers.some((server) => server.port === 443));
    context.report({
      at: mine.portNode!,
      severity: harmless ? 'information' : undefined,
      message: {
        what: `Port ${mine.port} leads to ${mine.targetPort} here and to ${theirs.targetPort} in Service ${other.resource.name}, on the same gateway pods`,
        why: `a Gateway that names port ${mine.port} listens on one of the two; which one wins depends on which Service is older${harmless ? ', and changes when the other one is made anew' : ''}`,
        todo: `Put the label ${LABEL} on this Service, so that it is left out of the translation`,
      },
      fixes: [
        fixIn(resource, 'Leave this Service out of the translation (label)', () => {
          const metadata = resource.at('metadata');
          return (isMap(metadata) && setField(resource.document.text, metadata, ['labels', LABEL], 'true')) || [];
        }),
      ],
      related: [
        {
          document: other.resource.document,
          span: theirs.portNode!.span,
          message: `The same port, to ${theirs.targetPort}`,
        },
      ],
    });
  },
});

const usable = (service: KubernetesService): boolean =>
  !service.unknown &&
  !isBroken(service.resource) &&
  !isPlacedUnknown(service.resource) &&
  service.resource.name !== undefined &&
  service.selector.size > 0 &&
  !service.labels.has(LABEL);

/** Pods of the narrower selector are pods of both. */
function samePods(a: KubernetesService, b: KubernetesService): boolean {
  const [few, many] = a.selector.size <= b.selector.size ? [a, b] : [b, a];
  return [...few.selector].every(([key, value]) => many.selector.get(key) === value);
}

interface Clash {
  readonly mine: ServicePort;
  readonly theirs: ServicePort;
  readonly other: KubernetesService;
}

function clashes(service: KubernetesService, other: KubernetesService): Clash[] {
  return service.ports.flatMap((mine) =>
    other.ports
      .filter(
        (theirs) =>
          mine.port !== undefined &&
          mine.port === theirs.port &&
          mine.protocol === theirs.protocol &&
          // A name and a number may be the same port of the pod.
          typeof mine.targetPort === typeof theirs.targetPort &&
          mine.targetPort !== undefined &&
          mine.targetPort !== theirs.targetPort,
      )
      .map((theirs) => ({ mine, theirs, other })),
  );
}

/** Only Gateways translate ports; other pods may well have two Services. */
const isGatewayPods = (service: KubernetesService, gateways: readonly IstioGateway[]): boolean =>
  service.selector.get('istio')?.includes('gateway') === true ||
  gateways.some(
    ({ selector }) => selector.size > 0 && [...selector].every(([key, value]) => service.selector.get(key) === value),
  );

/** The Service that the gateway was installed with: open to the outside, else the one with most ports, else the first. */
function isPublic(service: KubernetesService, others: readonly KubernetesService[]): boolean {
  const rank = (each: KubernetesService) => (each.type === 'ClusterIP' ? 0 : 1000) + each.ports.length;
  const best = Math.max(...others.map(rank));
  if (rank(service) !== best) return rank(service) > best;
  return others.every((other) => (service.resource.name ?? '') < (other.resource.name ?? ''));
}

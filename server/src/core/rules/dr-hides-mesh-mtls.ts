import { type DestinationRule, readDestinationRule } from '../model/destination-rule';
import { readService } from '../model/service';
import { coversHost, fullHost, readServiceHost } from '../model/service-host';
import { readTrafficPolicies } from '../model/traffic-policy';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { isMap, isUnknown } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'dr-hides-mesh-mtls',
  severity: 'warning',
  summary:
    'a narrower DestinationRule without `tls` takes the place of one that demands mTLS, for a gateway; information for other hosts',
  sources: [
    "seen with istiod's generator: a narrower rule without tls under *.local ISTIO_MUTUAL gives auto mTLS, so plaintext to gateways; rules are not merged across hosts",
  ],
  peers: ['KIA0204'],
  on: ['DestinationRule'],
  reads: ['DestinationRule', 'Service'],
  check(resource, context) {
    const { host: written, hostNode, workloadLabels, unknown } = resource.read(readDestinationRule);
    if (written === undefined || !hostNode || unknown || isPlacedUnknown(resource)) return;
    if (isBroken(resource) || looksLikePatch(resource) || isUnknown(resource.at('spec')) || workloadLabels) return;
    if (readTrafficPolicies(resource).some(({ tls }) => tls)) return;
    const here = context.namespaceOf(resource);
    const domain = context.platform.clusterDomain;
    const host = fullHost(written, here, domain);
    const { rootNamespace } = context.platform;
    const wider = context
      .all('DestinationRule')
      .filter((each) => [here, rootNamespace].includes(context.namespaceOf(each)) && !isPlacedUnknown(each))
      .map((each) => each.read(readDestinationRule))
      .find((each) => isWider(each));
    if (!wider?.tls) return;
    const name = readServiceHost(host, domain);
    const service = name && context.find('Service', name.namespace, name.name)?.read(readService);
    const gateway =
      /gateway/.test(name?.name ?? '') || [...(service?.selector ?? [])].some((pair) => /gateway/.test(pair.join()));
    const spec = resource.at('spec');
    context.report({
      at: hostNode,
      severity: gateway ? 'warning' : 'information',
      message: {
        what: `This rule takes the place of ${wider.host}, and says nothing about TLS`,
        why: gateway
          ? 'clients then send plaintext to gateways, which have no sidecar'
          : 'clients then send mTLS only to pods with a sidecar, and plaintext to others',
        todo: 'Add trafficPolicy.tls with mode ISTIO_MUTUAL here too',
      },
      fixes: isMap(spec)
        ? [
            fixIn(
              resource,
              'Demand mTLS here too (ISTIO_MUTUAL)',
              () => setField(resource.document.text, spec, ['trafficPolicy', 'tls'], { mode: 'ISTIO_MUTUAL' }) ?? [],
              false,
            ),
          ]
        : [],
      related: [{ document: wider.resource.document, span: wider.tls.node.span, message: 'mTLS is demanded here' }],
    });

    function isWider(each: DestinationRule): boolean {
      if (each.resource === resource || each.host === undefined || each.tls?.mode !== 'ISTIO_MUTUAL') return false;
      const other = fullHost(each.host, context.namespaceOf(each.resource), domain);
      return other !== host && coversHost(other, host);
    }
  },
});

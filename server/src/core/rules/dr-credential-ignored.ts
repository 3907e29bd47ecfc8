import { givenIn } from '../model/given';
import { clientTlsMode, readTrafficPolicies } from '../model/traffic-policy';
import { isBroken } from '../model/workload';
import { entryOf, isNull, isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'dr-credential-ignored',
  severity: 'warning',
  summary: 'credentialName without workloadSelector: sidecars send plaintext instead',
  sources: [
    'istio pilot/pkg/networking/core/cluster_tls.go: sidecars take credentialName only from a DestinationRule with a workloadSelector',
    "seen with istiod's generator: SIMPLE and MUTUAL both become plaintext, auto mTLS does not come back",
  ],
  peers: [],
  on: ['DestinationRule'],
  check(resource, context) {
    const spec = resource.at('spec');
    const selector = entryOf(spec, 'workloadSelector')?.value;
    if (isBroken(resource) || isUnknown(spec) || (selector && !isNull(selector))) return;
    // Gateways take it; a rule beside their pods is most likely for them.
    if (resource.namespace === context.platform.gatewayNamespace) return;
    const placed = resource.namespace !== undefined;
    for (const { tls } of readTrafficPolicies(resource)) {
      const mode = tls && clientTlsMode(tls);
      if (!tls || (mode !== 'SIMPLE' && mode !== 'MUTUAL') || givenIn(tls, 'credentialName') !== 'yes') continue;
      context.report({
        at: entryOf(tls, 'credentialName')!.key,
        severity: placed ? 'warning' : 'information',
        message: {
          what: 'Sidecars ignore credentialName in a DestinationRule without workloadSelector',
          why: 'they drop the TLS settings with it and send plaintext; only gateways use it',
          todo: 'Add a workloadSelector with labels of the client pods, or use ISTIO_MUTUAL inside the mesh',
        },
      });
    }
  },
});

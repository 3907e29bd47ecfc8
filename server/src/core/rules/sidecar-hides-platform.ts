import { readAuthorizationPolicy } from '../model/authorization-policy';
import { knownMode } from '../model/deployment-mode';
import { kserveConfigMaps } from '../model/kserve-config';
import { readPrincipal } from '../model/policy-format';
import { sourceLists } from '../model/policy-values';
import { readSidecar } from '../model/sidecar';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { isSeq } from '../yaml/node';
import { addValue } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'sidecar-hides-platform',
  severity: 'warning',
  summary:
    'the egress of a Sidecar leaves out the namespace of models that its pods are allowed to call; a hint where nothing says that they do',
  sources: [
    "seen with Istio's own simulator: without the model's namespace the caller's proxy sends plaintext to the gateway's address, or takes the way through the gateway, and its identity is lost",
    'istio-api networking/v1 Sidecar: destinations of visible VirtualServices come along, so knative-serving need not be named',
  ],
  peers: [],
  on: ['Sidecar'],
  reads: ['AuthorizationPolicy', 'ConfigMap', 'InferenceService'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const sidecar = resource.read(readSidecar);
    const { hosts, hostsKey, hostsList } = sidecar;
    if (sidecar.egressUnknown || hosts.length === 0 || !hostsKey) return;
    const here = context.namespaceOf(resource);
    const root = here === context.platform.rootNamespace && !sidecar.selective;
    const seen = new Set(hosts.map(({ text }) => text?.split('/')[0]));
    if (seen.has('*')) return;
    const models = context
      .all('InferenceService')
      .filter((each) => !isPlacedUnknown(each))
      .filter((each) => knownMode(each, context.platform, () => context.derive(kserveConfigMaps))?.mode === 'Knative');
    const hidden = [...new Set(models.map((each) => context.namespaceOf(each)))].filter(
      (namespace) => !seen.has(namespace) && !(seen.has('.') && namespace === here),
    );
    // In the root namespace it counts for callers of every namespace, each of which sees its own by `./*`.
    const { knativeNamespace, gatewayNamespace, rootNamespace } = context.platform;
    const known = [knativeNamespace, gatewayNamespace, rootNamespace];
    const called = hidden.filter((namespace) =>
      root
        ? admits(namespace, (from) => from !== namespace && !known.includes(from))
        : namespace === here || admits(namespace, (from) => from === here),
    );
    if (root && called.length === 0) return;
    const [first] = called.length > 0 ? called : hidden;
    if (first === undefined) return;
    const names = called.length > 0 ? called : hidden;
    context.report({
      at: hostsKey,
      severity: called.length > 0 ? 'warning' : 'hint',
      message: {
        what: `These hosts leave out ${names.join(', ')}, where models are`,
        why: 'calls to them then lose the identity of the caller: they go in plaintext, or by the gateway, and a locked-down model refuses them',
        todo: `Add ${names.map((name) => `"${name}/*"`).join(', ')}${called.length > 0 ? '' : ' if these pods call models there'}`,
      },
      fixes: isSeq(hostsList)
        ? [fixIn(resource, `Add ${first}/*`, () => addValue(resource.document.text, hostsList, `${first}/*`), false)]
        : [],
    });

    /** Policies before the models expect such callers. */
    function admits(namespace: string, isCaller: (from: string) => boolean): boolean {
      return context.inNamespace('AuthorizationPolicy', namespace).some((each) => {
        const policy = each.read(readAuthorizationPolicy);
        if (policy.action !== 'ALLOW') return false;
        return sourceLists(policy, ['namespaces', 'principals', 'serviceAccounts']).some(({ field, list }) =>
          list.items.some(({ value }) => {
            if (value === undefined) return false;
            const from =
              field === 'namespaces'
                ? value
                : field === 'principals'
                  ? readPrincipal(value)?.namespace
                  : value.split('/')[0];
            return from !== undefined && !from.includes('*') && isCaller(from);
          }),
        );
      });
    }
  },
});

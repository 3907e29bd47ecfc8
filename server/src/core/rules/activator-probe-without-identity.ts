import { mayBeBehindActivator } from '../model/activator-path';
import { type PolicyRule, readAuthorizationPolicy } from '../model/authorization-policy';
import { effectiveMtls } from '../model/effective-mtls';
import { kserveConfigMaps } from '../model/kserve-config';
import { type PodGroup, readPodGroups, selectsPods } from '../model/pods';
import { isForGateway, policiesFor } from '../model/policy-scope';
import { IDENTITY_FIELDS, identityLists, isIdentityKey } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { at, isScalar } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'activator-probe-without-identity',
  severity: 'warning',
  summary:
    "an ALLOW policy asks for an identity while plaintext is taken, so Knative's activator never finds a ready pod",
  sources: [
    'seen with the code of the activator (knative serving revisionWatcher) and a real Envoy: it probes the address of the pod in plaintext; 503 makes it use the ClusterIP, 403 gives it no destination at all',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy', 'ConfigMap', 'InferenceService', 'KnativeService', 'PeerAuthentication'],
  fromAbsence: true,
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || isForGateway(policy) || isPlacedUnknown(resource)) return;
    const [first] = identityLists(policy);
    const namespace = context.namespaceOf(resource);
    if (!first || namespace === context.platform.rootNamespace) return;
    const { mode, by } = effectiveMtls(context, namespace, policy.selector);
    if (!by || mode === undefined || mode === 'STRICT' || probesElsewhere(context)) return;
    const pods = modelsIn(context, namespace).find((each) => selectsPods(policy.selector, each) === true);
    if (!pods) return;
    const allows = policiesFor(context, namespace).filter(
      (each) => (each.action === undefined || each.action === 'ALLOW') && selectsPods(each.selector, pods) !== false,
    );
    if (allows.some((each) => each.unknown || each.action === undefined || !each.rules.every(asksIdentity))) return;
    context.report({
      at: first.list.key,
      message: {
        what: `With ${mode} here, Knative's activator cannot reach ${pods.resource.name ?? 'the model'}`,
        why: 'it probes the pods in plaintext, this policy answers 403 to callers without identity, and requests through the activator wait until they time out',
        todo:
          mode === 'DISABLE'
            ? 'Set the PeerAuthentication to STRICT'
            : 'Set the PeerAuthentication to STRICT first, or set mesh-compatibility-mode to enabled in the ConfigMap config-network of Knative',
      },
      related: [
        {
          document: by.resource.document,
          span: (by.modeNode ?? by.resource.headNode).span,
          message: 'Plaintext is taken here',
        },
        { document: pods.resource.document, span: pods.resource.headNode.span, message: 'Behind the activator' },
      ],
    });
  },
});

const modelsIn = (context: RuleContext, namespace: string): PodGroup[] =>
  (['InferenceService', 'KnativeService'] as const)
    .flatMap((kind) => context.inNamespace(kind, namespace))
    .filter((each) => mayBeBehindActivator(each, context.platform, () => context.derive(kserveConfigMaps)))
    .flatMap((each) => each.read(readPodGroups));

/** Knative is told, or may be told, not to probe pods by their address. */
function probesElsewhere(context: RuleContext): boolean {
  const config = context.find('ConfigMap', context.platform.knativeNamespace, 'config-network');
  const value = at(config?.at('data'), 'mesh-compatibility-mode');
  return value !== undefined && (!isScalar(value) || value.unknown || value.text.toLowerCase() !== 'auto');
}

/** True when no caller without identity meets the rule. */
function asksIdentity(rule: PolicyRule): boolean {
  if (rule.unknown) return false;
  const asked = rule.when?.some((one) => one.values && one.key?.value !== undefined && isIdentityKey(one.key.value));
  return !!asked || !!rule.from?.every((source) => IDENTITY_FIELDS.some((field) => source.fields.has(field)));
}

import { mayAdmit } from '../model/admits';
import { knownMode } from '../model/deployment-mode';
import { hasNoProxy } from '../model/injection';
import { kserveConfigMaps } from '../model/kserve-config';
import { reaches, tellsCallersApart } from '../model/policy-reach';
import { isDryRun, policiesFor } from '../model/policy-scope';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, isMap, isUnknown } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

/** Label that keeps a model inside the cluster, by mode (kserve pkg/constants). */
const VISIBILITY = {
  Knative: 'networking.knative.dev/visibility',
  Standard: 'networking.kserve.io/visibility',
} as const;

export default defineRule({
  id: 'isvc-public-locked',
  severity: 'information',
  summary: 'a model of a locked-down namespace still gets a host for callers from outside',
  sources: [
    'kserve pkg/constants: visibility label cluster-local; without it the model is offered at the public gateway',
    "seen with istiod's generator: with the label the public gateway answers 404",
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['IstioOperator', 'AuthorizationPolicy', 'ConfigMap', 'Namespace'],
  check(resource, context) {
    const { platform } = context;
    const labels = resource.at('metadata', 'labels');
    if (isBroken(resource) || isPlacedUnknown(resource) || isUnknown(labels)) return;
    if (Object.values(VISIBILITY).some((key) => entryOf(labels, key))) return;
    const known = knownMode(resource, platform, () => context.derive(kserveConfigMaps));
    if (!known || known.mode === 'ModelMesh') return;
    const key = VISIBILITY[known.mode];
    const policies = policiesFor(context, context.namespaceOf(resource)).filter(
      (each) =>
        each.action === 'ALLOW' &&
        !isDryRun(each.resource) &&
        (each.selector.unknown || reaches(each.selector, resource)),
    );
    const locking = policies.find((each) => tellsCallersApart(each, platform));
    if (!locking || locking.resource.namespace === platform.rootNamespace) return;
    const gateway = {
      trustDomains: [platform.trustDomain, 'cluster.local'],
      namespace: platform.gatewayNamespace,
      accounts: platform.gatewayServiceAccounts,
    };
    // Whoever lets the gateway in wants callers from outside.
    if (policies.some((each) => mayAdmit(each, gateway))) return;
    if (hasNoProxy(resource, context.namespaceOf(resource), context)) return;
    const metadata = resource.at('metadata');
    context.report({
      at: resource.headNode,
      message: {
        what: 'This model has a host at the public gateway, though its policy lets in callers of the mesh only',
        why:
          known.mode === 'Knative'
            ? 'while the activator is on the path, requests from outside pass as its own; otherwise they get 403'
            : 'requests from outside get 403',
        todo: `Label it ${key}: cluster-local`,
      },
      fixes: isMap(metadata)
        ? [
            fixIn(
              resource,
              `Label it ${key}: cluster-local`,
              () => setField(resource.document.text, metadata, ['labels', key], 'cluster-local') ?? [],
              false,
            ),
          ]
        : [],
      related: [
        {
          document: locking.resource.document,
          span: locking.resource.headNode.span,
          message: 'The policy that asks who calls',
        },
      ],
    });
  },
});

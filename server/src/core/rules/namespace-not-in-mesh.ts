import { meshIn } from '../model/default-injection';
import { readPodMarks } from '../model/injection';
import type { KindId } from '../model/kinds';
import type { Resource } from '../model/resource';
import { INJECT_KEY, isBroken, readPodMetadata, WORKLOAD_KINDS } from '../model/workload';
import { platformNamespaces } from '../platform/platform';
import { replaceScalar } from '../yaml/edit-yaml';
import { entryOf, isMap, isScalar } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { defineRule, type RuleContext } from './define';
import { fixIn } from './fix';

const POLICY_KINDS = ['AuthorizationPolicy', 'PeerAuthentication'] as const;
/** What only matters in a mesh, or is meant to be reached through one. */
const CONCERNS = [
  'InferenceService',
  'LLMInferenceService',
  'KnativeService',
  'DestinationRule',
  'VirtualService',
  'Sidecar',
  'Gateway',
] as const;

export default defineRule({
  id: 'namespace-not-in-mesh',
  severity: 'information',
  summary:
    'a namespace that holds models or Istio configuration has no label that puts it into the mesh (warning: policies stand in it)',
  sources: [
    'istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml: namespaces are selected by istio-injection: enabled or istio.io/rev',
    'istio-api label/labels.yaml: istio.io/dataplane-mode: ambient',
  ],
  peers: ['IST0102'],
  on: ['Namespace'],
  reads: ['ConfigMap', 'IstioOperator', ...new Set([...POLICY_KINDS, ...CONCERNS, ...WORKLOAD_KINDS])],
  check(resource, context) {
    const { name } = resource;
    if (isBroken(resource)) return;
    if (platformNamespaces(context.platform).some((each) => each === name && each !== 'default')) return;
    const { injection, labels } = meshIn(resource, context);
    if (injection !== 'none' && injection !== 'disabled') return;
    // A namespace whose name is templated holds what nobody can tell; only its own label counts.
    const within = (kind: KindId) => (name === undefined ? [] : context.inNamespace(kind, name));
    const policy = POLICY_KINDS.flatMap(within)[0];
    const labelled = WORKLOAD_KINDS.some((kind) =>
      within(kind).some((each) => joinsByItself(each.read(readPodMetadata).labels)),
    );
    const written = entryOf(labels, 'istio-injection')?.value;
    const value = isScalar(written) ? written : undefined;
    const worthless = value !== undefined && injection === 'none';
    const concern = policy ?? (worthless || name === undefined ? undefined : concernIn(name, context));
    if (!concern && !worthless) return;
    // Someone who wrote `disabled` meant it, unless policies say otherwise.
    if (injection === 'disabled' && !policy) return;
    if (labelled && injection === 'none' && !value) return;
    const effect =
      'its pods get no sidecar, so nothing enforces policies at them and they call others without an identity';
    context.report({
      at: value ?? resource.headNode,
      severity: policy || worthless ? 'warning' : undefined,
      message: {
        what: worthless
          ? `istio-injection: ${value.text} puts nothing into the mesh`
          : `Namespace ${name} is not in the mesh${policy ? `, but ${policy.kind} ${policy.name ?? ''} stands in it` : ''}`,
        why: effect,
        todo: 'Label it with istio-injection: enabled, or with istio.io/rev if your Istio is installed by revision',
      },
      fixes: [
        fixIn(
          resource,
          'Label it with istio-injection: enabled',
          () => {
            if (value) return replaceScalar(value, 'enabled');
            const metadata = resource.at('metadata');
            return (
              (isMap(metadata) &&
                setField(resource.document.text, metadata, ['labels', 'istio-injection'], 'enabled')) ||
              []
            );
          },
          false,
        ),
      ],
      related: concern
        ? [
            {
              document: concern.document,
              span: concern.headNode.span,
              message: policy ? 'This policy expects the namespace in the mesh' : 'This is meant to work in a mesh',
            },
          ]
        : [],
    });
  },
});

/** The first object of the namespace that the mesh concerns: of its own kinds, or a workload that speaks of injection. */
const concernIn = (name: string, context: RuleContext): Resource | undefined =>
  CONCERNS.flatMap((kind) => context.inNamespace(kind, name))[0] ??
  WORKLOAD_KINDS.flatMap((kind) => context.inNamespace(kind, name)).find((each) =>
    each.read(readPodMarks).some(({ label, annotation }) => label ?? annotation),
  );

/** Pod labels that put a pod into the mesh whatever its namespace says (except `istio-injection: disabled`). */
const joinsByItself = (labels: ReadonlyMap<string, string>): boolean =>
  labels.get(INJECT_KEY) === 'true' ||
  labels.has('istio.io/rev') ||
  labels.get('istio.io/dataplane-mode') === 'ambient';

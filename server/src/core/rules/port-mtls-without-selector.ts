import { readPeerAuthentication } from '../model/peer-authentication';
import type { Resource } from '../model/resource';
import { isBroken, readPodMetadata } from '../model/workload';
import { removeEntry } from '../yaml/edit-yaml';
import { entryOf, isMap, isNull } from '../yaml/node';
import { addFirstField } from '../yaml/write-yaml';
import { defineRule, type Fix } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'port-mtls-without-selector',
  severity: 'error',
  summary: 'portLevelMtls stands in a PeerAuthentication without selector, which Istio refuses',
  sources: ['istio pkg/config/validation/validation.go ValidatePeerAuthentication: port settings need a selector'],
  peers: ['IST0106'],
  on: ['PeerAuthentication'],
  reads: ['InferenceService', 'Deployment', 'StatefulSet'],
  check(resource, context) {
    const { selector, portEntry, ports } = resource.read(readPeerAuthentication);
    if (isBroken(resource) || !portEntry || ports.size === 0 || portEntry.merged) return;
    const spec = resource.at('spec');
    if (!isMap(spec) || spec.open || selector.unknown || selector.labels.size > 0) return;
    const { text } = resource.document;
    const namespace = context.namespaceOf(resource);
    const workloads = (['InferenceService', 'Deployment', 'StatefulSet'] as const).flatMap((kind) =>
      context.inNamespace(kind, namespace),
    );
    const written = entryOf(spec, 'selector');
    // In the root namespace a selector would switch the whole policy off.
    const select: Fix[] =
      namespace === context.platform.rootNamespace || (written && !isNull(written.value))
        ? []
        : workloads.flatMap((workload) => {
            const label = labelOf(workload);
            return label && !written
              ? [
                  fixIn(
                    resource,
                    `Select the pods of ${workload.name}`,
                    () => addFirstField(text, spec, 'selector', { matchLabels: label }),
                    false,
                  ),
                ]
              : [];
          });
    context.report({
      at: portEntry.key,
      message: {
        what: 'portLevelMtls needs a selector',
        why: 'ports belong to workloads, so Istio refuses the policy when it selects none',
        todo: 'Add selector.matchLabels for the workload that has these ports, or set the mode of the whole namespace in mtls.mode',
      },
      fixes: [
        ...select.slice(0, 3),
        fixIn(resource, 'Remove portLevelMtls', () => removeEntry(text, spec, portEntry), false),
      ],
    });
  },
});

/** A label that only this workload's pods have. */
function labelOf(workload: Resource): Record<string, string> | undefined {
  if (workload.name === undefined) return undefined;
  if (workload.kind === 'InferenceService') return { 'serving.kserve.io/inferenceservice': workload.name };
  const labels = workload.read(readPodMetadata).labels;
  const app = ['app', 'app.kubernetes.io/name'].find((key) => labels.has(key));
  return app ? { [app]: labels.get(app)! } : undefined;
}

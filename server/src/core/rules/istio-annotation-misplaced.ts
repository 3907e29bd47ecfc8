import { ANNOTATED_KINDS, istioAnnotations } from '../model/istio-annotations';
import { METADATA_KEYS } from '../model/metadata-keys';
import { isBroken, podMetadataPath } from '../model/workload';
import { entryOf } from '../yaml/node';
import { defineRule } from './define';

const MANAGED = 'gateway.istio.io/managed';
/** Pod annotations on what makes pods are metadata-key-slip's, where it knows them. */
const OF_PODS: ReadonlySet<string> = new Set(METADATA_KEYS.flatMap(({ key, ofPods }) => (ofPods ? [key] : [])));

export default defineRule({
  id: 'istio-annotation-misplaced',
  severity: 'warning',
  summary: 'an annotation of Istio stands on a kind that it is not read from',
  sources: ['istio-api annotation/annotations.yaml: the kinds that each is read from'],
  peers: ['IST0107'],
  on: [...ANNOTATED_KINDS],
  check(resource, context) {
    // istiod copies a Gateway's annotations to what it makes for it.
    if (isBroken(resource) || entryOf(resource.at('metadata', 'labels'), MANAGED)) return;
    for (const { entry, carrier, known } of istioAnnotations(resource)) {
      const kinds = known?.on;
      if (!kinds || kinds.includes(carrier)) continue;
      const { text } = entry.key;
      const makesPods = carrier !== 'Namespace' && carrier !== 'Service' && carrier !== 'Pod';
      if (makesPods && OF_PODS.has(text)) continue;
      const place = podMetadataPath(resource.kind).join('.');
      context.report({
        at: entry.key,
        message: {
          what: `${text} does nothing on a ${carrier}`,
          why: `Istio reads it from ${kinds.join(', ')} only`,
          todo:
            makesPods && kinds.includes('Pod')
              ? `Move it to ${place}.annotations`
              : `Put it on the ${kinds[0]}, or remove it`,
        },
      });
    }
  },
});

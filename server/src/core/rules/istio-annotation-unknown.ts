import { ANNOTATED_KINDS, ISTIO_ANNOTATIONS, istioAnnotations } from '../model/istio-annotations';
import { meantKey } from '../model/metadata-keys';
import { nearest } from '../model/nearest';
import { isBroken } from '../model/workload';
import { replaceScalar } from '../yaml/edit-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

const NAMES = [...ISTIO_ANNOTATIONS.keys()];

export default defineRule({
  id: 'istio-annotation-unknown',
  severity: 'information',
  summary: 'an annotation under istio.io that Istio does not know',
  sources: ['istio-api annotation/annotations.yaml: the list of all'],
  peers: ['IST0108'],
  on: [...ANNOTATED_KINDS],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { entry, known } of istioAnnotations(resource)) {
      const { key } = entry;
      // A slip of a known key is metadata-key-slip's.
      if (known || meantKey(key.text)) continue;
      const near = nearest(key.text, NAMES);
      context.report({
        at: key,
        message: {
          what: `Istio knows no annotation ${key.text}`,
          why: 'unknown ones are kept without a word and do nothing',
          todo: near ? `Did you mean ${near}?` : 'Check the name, or remove it',
        },
        fixes:
          near && !entry.merged ? [fixIn(resource, `Rename to ${near}`, () => replaceScalar(key, near), false)] : [],
      });
    }
  },
});

import { knownMode } from '../model/deployment-mode';
import { kserveConfigMaps } from '../model/kserve-config';
import { isBroken } from '../model/workload';
import { replaceScalar } from '../yaml/edit-yaml';
import { moveEntry } from '../yaml/move-entry';
import { entryOf, isMap, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { fixIn, replaceFix } from './fix';

const KNATIVE = 'networking.knative.dev/visibility';
const STANDARD = 'networking.kserve.io/visibility';
const LOCAL = 'cluster-local';

export default defineRule({
  id: 'visibility-wrong-key',
  severity: 'warning',
  summary: 'the visibility of a model is an annotation, has an unknown value, or the key of the other deployment mode',
  sources: [
    'kserve pkg/constants VisibilityLabel (Knative mode) and NetworkVisibility (Standard mode): labels, compared with cluster-local',
    'knative serving pkg/reconciler/route/domains: the label cluster-local, and no other value',
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['ConfigMap'],
  check(resource, context) {
    if (isBroken(resource)) return;
    const metadata = resource.at('metadata');
    const annotations = entryOf(metadata, 'annotations')?.value;
    const labels = entryOf(metadata, 'labels')?.value;
    const { text } = resource.document;
    for (const key of [KNATIVE, STANDARD]) {
      const annotation = entryOf(annotations, key);
      if (annotation && !entryOf(labels, key)) {
        const value = stringOf(annotation.value);
        const edits = () =>
          isMap(metadata) && value !== undefined
            ? moveEntry(text, metadata, 'annotations', annotation, 'labels', key, value)
            : [];
        context.report({
          at: annotation.key,
          message: {
            what: `${key} is a label, and here it is an annotation`,
            why: 'nothing reads it here, so the model is offered to callers from outside',
            todo: 'Move it to labels',
          },
          fixes: edits().length > 0 ? [fixIn(resource, 'Move it to labels', edits)] : [],
        });
      }
      const label = entryOf(labels, key);
      const value = stringOf(label?.value);
      if (!label || !isScalar(label.value) || value === undefined || value === '') continue;
      if (value !== LOCAL && (key === KNATIVE || /local|private|internal/i.test(value))) {
        context.report({
          at: label.value,
          message: {
            what: `${value} is no visibility`,
            why: `only ${LOCAL} keeps a model inside the cluster; with anything else it is offered to callers from outside`,
            todo: `Write ${LOCAL}, or remove the label`,
          },
          fixes: label.value.alias ? [] : [replaceFix(resource, label.value, LOCAL, /local/i.test(value))],
        });
        continue;
      }
      const known = knownMode(resource, context.platform, () => context.derive(kserveConfigMaps));
      if (!known || known.from === 'default' || value !== LOCAL) continue;
      const right = known.mode === 'Standard' ? STANDARD : known.mode === 'Knative' ? KNATIVE : undefined;
      if (!right || right === key || entryOf(labels, right)) continue;
      context.report({
        at: label.key,
        message: {
          what: `${key} has no effect in ${known.mode} mode`,
          why: 'KServe reads another label there, so the model is offered to callers from outside',
          todo: `Use ${right}`,
        },
        fixes: label.merged ? [] : [fixIn(resource, `Rename to ${right}`, () => replaceScalar(label.key, right))],
      });
    }
  },
});

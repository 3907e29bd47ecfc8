import { isBroken } from '../model/workload';
import { removeEntry } from '../yaml/edit-yaml';
import { type Entry, entryOf, isMap, stringOf } from '../yaml/node';
import { defineRule, type Fix } from './define';
import { fixIn } from './fix';

const INJECTION = 'istio-injection';
const REVISION = 'istio.io/rev';
const MODE = 'istio.io/dataplane-mode';

export default defineRule({
  id: 'namespace-labels-conflict',
  severity: 'warning',
  summary: 'a namespace has two labels that each say how it is in the mesh, and only one of them counts',
  sources: [
    'istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml: with istio-injection and istio.io/rev both, the former wins',
    'istio cni: pods with a sidecar are left out of the ambient mesh',
  ],
  peers: ['IST0123', 'KIA1316'],
  on: ['Namespace'],
  check(resource, context) {
    const labels = resource.at('metadata', 'labels');
    if (!isMap(labels) || isBroken(resource)) return;
    const injection = entryOf(labels, INJECTION);
    const revision = entryOf(labels, REVISION);
    const mode = entryOf(labels, MODE);
    const chosen = stringOf(injection?.value);
    const remove = (entry: Entry): Fix[] =>
      entry.merged || labels.alias
        ? []
        : [
            fixIn(
              resource,
              `Remove ${entry.key.text}`,
              () => removeEntry(resource.document.text, labels, entry),
              false,
            ),
          ];
    if (injection && revision && (chosen === 'enabled' || chosen === 'disabled') && stringOf(revision.value)) {
      context.report({
        at: revision.key,
        message: {
          what: `${REVISION} is ignored beside ${INJECTION}: ${chosen}`,
          why:
            chosen === 'enabled'
              ? 'istio-injection wins, so the pods get their sidecar from the default revision'
              : 'istio-injection: disabled wins, so the pods get no sidecar',
          todo: 'Keep one of the two labels',
        },
        fixes: [...remove(revision), ...remove(injection)],
      });
      return;
    }
    if (!mode || stringOf(mode.value) !== 'ambient') return;
    const sidecar = chosen === 'enabled' ? injection : stringOf(revision?.value) ? revision : undefined;
    if (!sidecar || chosen === 'disabled') return;
    context.report({
      at: mode.key,
      message: {
        what: `The namespace asks for the ambient mesh and, by ${sidecar.key.text}, for sidecars`,
        why: 'new pods get a sidecar and are left out of the ambient mesh, while pods from before stay in it',
        todo: 'Keep one of the two labels',
      },
      fixes: [...remove(sidecar), ...remove(mode)],
    });
  },
});

import { type InferenceComponent, readComponents } from '../model/inference-components';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { at, type Entry, isMap, isUnknown, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'isvc-component-count',
  severity: 'error',
  summary: 'a component of an InferenceService says twice what it runs, or not at all',
  sources: [
    'kserve pkg/apis/serving/v1beta1/component.go validateExactlyOneImplementation',
    'kserve pkg/apis/serving/v1beta1/predictor.go GetImplementations: containers count as one, unless they add a transformer beside the model',
  ],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const component of resource.read(readComponents)) {
      const { name, entry, node, implementations } = component;
      if (isUnknown(node) || node.entries.some((each) => each.key.text === '$patch')) continue;
      const [first, second] = counted(implementations);
      if (!first && looksLikePatch(resource)) continue;
      if (!first) {
        // Containers of another form than a list: the schema tells.
        if (node.entries.some((each) => each.key.text === 'containers' && isMap(each.value))) continue;
        context.report({
          at: entry.key,
          message: {
            what: `${name} does not say what it runs`,
            why: 'KServe refuses a component without an implementation',
            todo: CHOICES[name],
          },
        });
      } else if (second) {
        context.report({
          at: second.key,
          message: {
            what: `${name} has both ${first.key.text} and ${second.key.text}`,
            why: 'KServe takes exactly one implementation for each component and refuses the object',
            todo: 'Keep one of them',
          },
          fixes: [second, first].flatMap(({ key }) => removeKeyFix(resource, node, key.text, `Remove ${key.text}`)),
        });
      }
    }
  },
});

const CHOICES: Readonly<Record<InferenceComponent['name'], string>> = {
  predictor: 'Add model with its format, or containers of your own',
  transformer: 'Add containers',
  explainer: 'Add art, or containers of your own',
};

/** Containers beside a model are no second implementation when they hold a transformer, or only what a template may name. */
function counted(implementations: readonly Entry[]): readonly Entry[] {
  const containers = implementations.find((each) => each.key.text === 'containers');
  if (!containers || implementations.length < 2) return implementations;
  const names = itemsOf(containers.value).map((each) => stringOf(at(each, 'name')));
  const own = names.includes('kserve-container') && !names.includes('transformer-container');
  return own ? implementations : implementations.filter((each) => each !== containers);
}

import { given, givenIn } from '../model/given';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entriesOf, entryOf, isMap, isNull, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'telemetry-tag-override',
  severity: 'error',
  summary: 'a tag of a metric is set without a value, or removed with one',
  sources: [
    'istio-api telemetry/v1alpha1 MetricsOverrides.TagOverride: value goes with UPSERT, which is meant where nothing is written',
  ],
  peers: ['IST0106', 'CRD schema'],
  on: ['Telemetry'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    const tags = itemsOf(resource.at('spec', 'metrics'))
      .flatMap((metric) => itemsOf(entryOf(metric, 'overrides')?.value))
      .flatMap((override) => entriesOf(entryOf(override, 'tagOverrides')?.value));
    for (const { key, value: tag } of tags) {
      if (!isMap(tag) || tag.open) continue;
      const operation = entryOf(tag, 'operation');
      const text = operation && !isNull(operation.value) ? stringOf(operation.value) : 'UPSERT';
      const value = entryOf(tag, 'value');
      if (text === 'UPSERT' && givenIn(tag, 'value') === 'no') {
        context.report({
          at: operation?.value ?? key,
          message: {
            what: `Tag ${key.text} is set to nothing`,
            why: 'UPSERT needs a value, and the API server refuses the object without',
            todo: 'Add value, or write operation: REMOVE',
          },
        });
      } else if (text === 'REMOVE' && value && given(value.value) === 'yes') {
        context.report({
          at: value.key,
          message: {
            what: `Tag ${key.text} is removed and has a value`,
            why: 'REMOVE takes none, and the API server refuses the object',
            todo: 'Remove value, or write operation: UPSERT',
          },
          fixes: removeKeyFix(resource, tag, 'value', 'Remove value'),
        });
      }
    }
  },
});

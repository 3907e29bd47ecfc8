import { readComponents } from '../model/inference-components';
import { looksLikePatch } from '../schema/report';
import { entryOf, isMap, isNull, isUnknown } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

const STORAGE_FIELDS = ['path', 'parameters', 'key'] as const;

export default defineRule({
  id: 'logger-invalid',
  severity: 'error',
  summary: 'a logger has no mode, or a storage block that lacks a part',
  sources: [
    'kserve pkg/apis/serving/v1beta1/component.go validateLogger: mode must be all, request or response; storage needs path, parameters and key',
  ],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  check(resource, context) {
    if (looksLikePatch(resource)) return;
    for (const { node } of resource.read(readComponents)) {
      const logger = entryOf(node, 'logger');
      if (!logger || !isMap(logger.value) || isUnknown(logger.value)) continue;
      const map = logger.value;
      const mode = entryOf(map, 'mode');
      // Another value than the three is the schema's to report.
      if (!mode || isNull(mode.value)) {
        context.report({
          at: logger.key,
          message: {
            what: 'This logger has no mode',
            why: 'KServe refuses the object: it has no default for it',
            todo: 'Add mode: all, request or response',
          },
          fixes:
            mode || map.alias || map.entries.length === 0
              ? []
              : [fixIn(resource, 'Add mode: all', () => addField(resource.document.text, map, 'mode', 'all'), false)],
        });
      }
      const storage = entryOf(map, 'storage');
      if (!storage || !isMap(storage.value) || isUnknown(storage.value)) continue;
      const parts = storage.value;
      const missing = STORAGE_FIELDS.filter((field) => {
        const value = entryOf(parts, field)?.value;
        return !value || isNull(value);
      });
      if (missing.length === 0) continue;
      context.report({
        at: storage.key,
        message: {
          what: `The logger's storage lacks ${missing.map((field) => `${field}`).join(' and ')}`,
          why: 'KServe takes path, parameters and key together only, and refuses the object',
          todo: 'Add what is missing',
        },
      });
    }
  },
});

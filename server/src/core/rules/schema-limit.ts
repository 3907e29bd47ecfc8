import { LIMIT_CODES } from '../schema/problem';
import { looksLikePatch, SCHEMA_KINDS, schemaReports } from '../schema/report';
import { defineRule } from './define';

export default defineRule({
  id: 'schema-limit',
  severity: 'error',
  summary: 'a value that the API refuses for its form, its length or its number, or beside what stands next to it',
  sources: [
    'CRD schemas of Istio, KServe, Knative and the Gateway API: pattern, lengths, numbers of items, list map keys, and validation rules that need no more than the object itself (schemas/SOURCE.md)',
  ],
  peers: ['CRD schema', 'IST0106'],
  on: SCHEMA_KINDS,
  check(resource, context) {
    if (looksLikePatch(resource)) return;
    for (const report of schemaReports(resource, ...LIMIT_CODES)) context.report(report);
  },
});

import { looksLikePatch, SCHEMA_KINDS, schemaReports } from '../schema/report';
import { defineRule } from './define';

export default defineRule({
  id: 'schema-one-of',
  severity: 'error',
  summary: 'several fields of which the API takes only one, or none where it needs one',
  sources: [
    'CRD schemas of Istio, KServe and the Gateway API: oneOf, and validation rules that count which of some fields are set (schemas/SOURCE.md)',
  ],
  peers: ['CRD schema', 'IST0106'],
  on: SCHEMA_KINDS,
  check(resource, context) {
    if (looksLikePatch(resource)) return;
    for (const report of schemaReports(resource, 'one-of')) context.report(report);
  },
});

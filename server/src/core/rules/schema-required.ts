import { looksLikePatch, SCHEMA_KINDS, schemaReports } from '../schema/report';
import { defineRule } from './define';

export default defineRule({
  id: 'schema-required',
  severity: 'error',
  summary: 'a field is missing without which the API server refuses the object',
  sources: [
    'CRD schemas of Istio, KServe, Knative and the Gateway API, and the Kubernetes API definitions (schemas/SOURCE.md)',
    'fields with a default count as present: the API server fills them in before it looks',
  ],
  peers: ['CRD schema', 'IST0106'],
  on: SCHEMA_KINDS,
  check(resource, context) {
    if (looksLikePatch(resource)) return;
    for (const report of schemaReports(resource, 'missing-required')) context.report(report);
  },
});

import { SCHEMA_KINDS, schemaReports } from '../schema/report';
import { defineRule } from './define';

export default defineRule({
  id: 'schema-enum',
  severity: 'error',
  summary: 'a value that is none of the accepted ones',
  sources: [
    'CRD schemas of Istio, KServe, Knative and the Gateway API, and the Kubernetes API definitions (schemas/SOURCE.md)',
  ],
  peers: ['CRD schema', 'IST0106'],
  on: SCHEMA_KINDS,
  check(resource, context) {
    for (const report of schemaReports(resource, 'invalid-enum')) context.report(report);
  },
});

import { SCHEMA_KINDS, schemaReports } from '../schema/report';
import { defineRule } from './define';

export default defineRule({
  id: 'schema-type',
  severity: 'error',
  summary:
    'a value of the wrong type (an unquoted number where text is needed, one value where a list is) or out of its range',
  sources: [
    'CRD schemas of Istio, KServe, Knative and the Gateway API, and the Kubernetes API definitions (schemas/SOURCE.md)',
  ],
  peers: ['CRD schema', 'IST0106'],
  on: SCHEMA_KINDS,
  check(resource, context) {
    for (const report of schemaReports(resource, 'wrong-type', 'out-of-range')) context.report(report);
  },
});

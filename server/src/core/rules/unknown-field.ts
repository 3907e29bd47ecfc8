import { SCHEMA_KINDS, schemaReports } from '../schema/report';
import { defineRule } from './define';

export default defineRule({
  id: 'unknown-field',
  severity: 'error',
  summary:
    'a field that the kind does not have: misspelt, in the wrong place, or of another version (information: experimental)',
  sources: [
    'CRD schemas of Istio, KServe, Knative and the Gateway API, and the Kubernetes API definitions (schemas/SOURCE.md)',
    'Kubernetes field validation: kubectl asks for Strict and is refused; other clients get a warning and the field is dropped',
  ],
  peers: ['CRD schema', 'IST0106'],
  on: SCHEMA_KINDS,
  check(resource, context) {
    for (const report of schemaReports(resource, 'unknown-field')) context.report(report);
  },
});

import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { addValuesFix } from '../schema/add-fix';
import { looksLikePatch, SCHEMA_KINDS, schemaReports } from '../schema/report';
import { entryOf, isMap, isNull, isUnknown } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

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
    nameless(resource, context);
    for (const report of schemaReports(resource, 'missing-required')) context.report(report);
  },
});

/** No schema asks for the name, yet no object is stored without one. */
function nameless(resource: Resource, context: RuleContext): void {
  if (isBroken(resource) || resource.bundle !== resource.uri) return;
  const metadata = entryOf(resource.root, 'metadata');
  // A name that stands elsewhere is reported there.
  if (entryOf(resource.root, 'name')) return;
  if (!metadata || !isMap(metadata.value) || isUnknown(metadata.value) || metadata.value.entries.length === 0) return;
  const name = entryOf(metadata.value, 'name');
  if (entryOf(metadata.value, 'generateName') || (name && (!isNull(name.value) || isUnknown(name.value)))) return;
  context.report({
    at: name?.key ?? metadata.key,
    message: {
      what: name ? 'name of metadata has no value' : 'metadata lacks name',
      why: 'the API server refuses the object without',
      todo: 'Add name',
    },
    fixes: [
      addValuesFix(resource.document.text, metadata.value, [['name', `my-${resource.kind.toLowerCase()}`]]),
    ].flatMap((fix) =>
      fix ? { ...fix, edits: () => fix.edits().map((edit) => ({ document: resource.document, ...edit })) } : [],
    ),
  });
}

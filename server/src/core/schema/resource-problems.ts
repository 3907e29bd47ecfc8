/** Schema problems of one object, found once and kept with it. */
import { kindById } from '../model/kinds';
import { briefReader, type Resource } from '../model/resource';
import { SCHEMAS } from './bundled';
import { confusedKind } from './confused-kind';
import type { SchemaProblem } from './problem';
import { validateObject } from './validate';

/** A reader for {@link Resource.read}. An object in a version without schema is judged by its kind's preferred one. */
export const readSchemaProblems = briefReader((resource): readonly SchemaProblem[] => {
  // A broken document's tree is partial; what is wrong with its YAML is said already.
  if (resource.document.yaml.problems.some((problem) => problem.code !== 'DUPLICATE_KEY')) return [];
  // Judged by the schema of the other kind nothing would be right.
  if (confusedKind(resource.root)) return [];
  const { group, kind } = kindById(resource.kind);
  const schema = SCHEMAS.rootOrPreferred(group, resource.version, kind);
  if (!schema) return [];
  return validateObject(resource.root, schema, { text: resource.document.text, kind, head: resource.headNode });
});

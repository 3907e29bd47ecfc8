/** Schema problems → reports of the rules that own them. */
import { KINDS, type KindId } from '../model/kinds';
import type { Resource } from '../model/resource';
import type { Report } from '../rules/define';
import { isCovered } from './covered';
import { isExperimental } from './experimental';
import type { SchemaProblem, SchemaProblemCode } from './problem';
import { readSchemaProblems } from './resource-problems';

/** Kinds that a schema rule looks at: all of them. */
export const SCHEMA_KINDS: readonly KindId[] = KINDS.map((kind) => kind.id);

const NONE: readonly Report[] = [];

/** Reports for the problems of one object with the given codes. */
export function schemaReports(resource: Resource, ...codes: readonly SchemaProblemCode[]): readonly Report[] {
  const problems = resource.read(readSchemaProblems);
  if (problems.length === 0) return NONE;
  return problems
    .filter((problem) => codes.includes(problem.code) && !isCovered(resource, problem))
    .map((problem) => toReport(resource, problem));
}

function toReport(resource: Resource, problem: SchemaProblem): Report {
  const { at, message, fixes } = problem;
  if (isExperimental(resource.kind, problem)) return { at, severity: 'information', message: experimental(problem) };
  return { at, message, fixes: fixesOf(resource, fixes) };
}

const experimental = ({ path, at }: SchemaProblem): Report['message'] => ({
  what: `${'kind' in at && at.kind === 'scalar' ? at.text : String(path.at(-1))} is in the experimental channel of the Gateway API only`,
  why: 'with the standard definitions kubectl refuses it, and other clients drop it',
  todo: 'Make sure that the cluster has the experimental definitions',
});

const fixesOf = (resource: Resource, fixes: SchemaProblem['fixes']): Report['fixes'] =>
  fixes.map(({ title, safe, edits }) => ({
    title,
    safe,
    edits: () => edits().map((edit) => ({ document: resource.document, ...edit })),
  }));

/** A patch holds only what it changes. Its name is all that tells, where no kustomization does; what one composed is whole. */
export const looksLikePatch = (resource: Resource): boolean =>
  resource.bundle === resource.uri &&
  /patch/i.test(resource.uri.slice(resource.uri.lastIndexOf('/', resource.uri.lastIndexOf('/') - 1)));

/** Which documents come into force: the API server and Istio's webhook, for the security kinds. */
import type { Resource } from '../../model/resource';
import { isNull } from '../../yaml/node';
import { checkAuthorizationPolicy } from './authorization-policy';
import { checkHead } from './metadata';
import type { Refusal, Refuse, RefusedBy } from './refusal';
import { checkRequestAuthentication, misplacedDryRun } from './request-authentication';
import { checkSchema } from './schema';
import { SECURITY_SCHEMAS } from './security-schemas';

/**
 * Why an AuthorizationPolicy, PeerAuthentication or RequestAuthentication is refused; none: it is taken. Other kinds are not judged.
 * The webhook is asked only when the schema has nothing against the object. Use it through `resource.read(refusalsOf)`.
 */
export function refusalsOf(resource: Resource): readonly Refusal[] {
  const { kind } = resource;
  if (kind !== 'AuthorizationPolicy' && kind !== 'PeerAuthentication' && kind !== 'RequestAuthentication') return [];
  const refusals: Refusal[] = [];
  const refuse =
    (by: RefusedBy): Refuse =>
    (refusal) =>
      refusals.push({ ...refusal, by });
  for (const problem of resource.document.yaml.problems) {
    refusals.push({
      code: problem.code === 'DUPLICATE_KEY' ? 'duplicate-key' : 'yaml-syntax',
      by: 'yaml',
      at: { kind: 'scalar', span: problem.span, value: undefined, text: '', style: 'plain', unknown: true },
      path: '',
      what: problem.code === 'DUPLICATE_KEY' ? 'A key stands twice in one map' : 'This is no YAML',
      why: 'kubectl refuses the document',
      todo: problem.code === 'DUPLICATE_KEY' ? 'Remove one of the two' : 'Correct the syntax',
    });
  }
  if (refusals.length > 0) return refusals;
  checkHead(resource, refuse('schema'));
  const spec = resource.at('spec');
  if (spec && !isNull(spec)) checkSchema(spec, SECURITY_SCHEMAS[kind], 'spec', refuse('schema'));
  if (refusals.length > 0) return refusals;
  if (kind === 'AuthorizationPolicy') checkAuthorizationPolicy(resource, refuse('webhook'));
  else if (kind === 'RequestAuthentication') checkRequestAuthentication(resource, refuse('webhook'));
  else {
    const dryRun = resource.at('metadata', 'annotations', 'istio.io/dry-run');
    if (dryRun && !isNull(dryRun)) refuse('webhook')(misplacedDryRun(dryRun));
  }
  return refusals;
}

export const isAdmitted = (resource: Resource): boolean => resource.read(refusalsOf).length === 0;

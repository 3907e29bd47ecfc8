/** Problems that a rule of its own reports with better words: one mistake, one finding. */
import { TARGET_BURST_CAPACITY } from '../model/inference-service';
import type { KindId } from '../model/kinds';
import { KSERVE_CONFIG_KEYS, KSERVE_CONFIG_NAME } from '../model/kserve-config';
import type { Resource } from '../model/resource';
import type { SchemaProblem, SchemaProblemCode } from './problem';
import { printPath } from './store';

interface Covered {
  readonly kinds: readonly KindId[];
  readonly code: SchemaProblemCode;
  readonly path: string;
  /** Only for objects of this name. */
  readonly name?: string;
  /** Id of the rule that reports it; a test checks that it exists. */
  readonly rule: string;
}

export const COVERED: readonly Covered[] = [
  ...['metadata', 'spec.predictor', 'spec.transformer', 'spec.explainer'].flatMap((place) =>
    TARGET_BURST_CAPACITY.map(
      (key): Covered => ({
        kinds: ['InferenceService'],
        code: 'wrong-type',
        path: `${place}.annotations.${key}`,
        rule: 'tbc-not-string',
      }),
    ),
  ),
  ...[...KSERVE_CONFIG_KEYS].map(
    (key): Covered => ({
      kinds: ['ConfigMap'],
      name: KSERVE_CONFIG_NAME,
      code: 'wrong-type',
      path: `data.${key}`,
      rule: 'kserve-config-json-invalid',
    }),
  ),
];

export const isCovered = (resource: Resource, problem: SchemaProblem): boolean =>
  COVERED.some(
    (one) =>
      one.code === problem.code &&
      one.kinds.includes(resource.kind) &&
      (one.name === undefined || one.name === resource.name) &&
      one.path === printPath(problem.path),
  );

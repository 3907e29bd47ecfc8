/** Problems that a rule of its own reports with better words: one mistake, one finding. */

import { TARGET_BURST_CAPACITY } from '../model/inference-service';
import type { KindId } from '../model/kinds';
import type { SchemaProblem, SchemaProblemCode } from './problem';
import { printPath } from './store';

interface Covered {
  readonly kinds: readonly KindId[];
  readonly code: SchemaProblemCode;
  readonly path: string;
  /** Id of the rule that reports it; a test checks that it exists. */
  readonly rule: string;
}

export const COVERED: readonly Covered[] = TARGET_BURST_CAPACITY.map((key) => ({
  kinds: ['InferenceService'],
  code: 'wrong-type',
  path: `metadata.annotations.${key}`,
  rule: 'tbc-not-string',
}));

export const isCovered = (kind: KindId, problem: SchemaProblem): boolean =>
  COVERED.some((one) => one.code === problem.code && one.kinds.includes(kind) && one.path === printPath(problem.path));

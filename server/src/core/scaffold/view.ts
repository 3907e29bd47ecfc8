/** What a scaffold adds to its template where Mustache cannot: derived values and checks of its own. */
import type { Platform } from '../platform/platform';
import type { View } from './render';
import type { ScaffoldValues } from './types';

export interface ScaffoldView {
  /** @param answers complete answers, by input key. */
  derive(answers: ScaffoldValues, platform: Platform): View;
  /** Answers that do not go together, each being good alone. */
  conflict?(answers: ScaffoldValues): { readonly field: string; readonly message: string } | undefined;
  /** A check beyond the input's own `validation`. */
  validate?(key: string, value: string, platform: Platform): string | undefined;
}

/** What a scaffold adds to its template where Mustache cannot: derived values and checks of its own. */
import type { Platform } from '../platform/platform';
import type { View } from './render';
import type { ScaffoldValues } from './types';

export interface ScaffoldView {
  /** @param answers complete answers, by input key. */
  derive(answers: ScaffoldValues, platform: Platform): View;
  /** A check beyond the input's own `validation`. */
  validate?(key: string, value: string, platform: Platform): string | undefined;
}

// Written by scripts/gen.mts from the files of this folder.
import type { Rule } from './define';
import rootSelectorIgnored from './root-selector-ignored';

/** Every rule, in order of ids. */
export const RULES: readonly Rule[] = [
  rootSelectorIgnored,
];

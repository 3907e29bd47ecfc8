/** Scaffolds: the templates of `snippets/` as questions, files and editor snippets. One source for the palette, completion and the terminal. */

export { ScaffoldInputError } from './answers';
export { scaffoldFacts } from './facts';
export { type FragmentItem, fragmentsAt } from './fragments';
export { planInsertion } from './insert';
export { namespacesToLock } from './missing';
export {
  listScaffolds,
  planScaffold,
  renderScaffold,
  scaffoldSnippet,
  suggestAnswer,
  validateScaffoldInput,
} from './scaffolds';
export { type SecureAction, secureExisting } from './secure-existing';
export type * from './types';

/** Names and who says them. */
export { type FoundName, findNames, type NamePlace, namePlace, resourcesOf } from './find';
export { type Mention, mentionDocument, mentionSpan, type Name, type NameKind } from './mention';
export { type Chosen, podsTaken, type TakenPods } from './pods-taken';
export { readMentions } from './read-mentions';
export { type RenameRefusal, type RenameTarget, renameEdits, renameTarget } from './rename';
export { SetNames } from './resolve';
export { setLookups } from './set-lookups';
export {
  type ActivatorAnswer,
  type AppliedPolicy,
  activatorOf,
  type WorkloadSecurity,
  workloadSecurity,
} from './workload-security';

/** Renaming for editors: the same answers as the core gives, with refusals as one type. */
export {
  type RenameRefusal,
  type RenameTarget,
  renameEdits as renameAt,
  renameTarget as renameTargetAt,
} from '../core';

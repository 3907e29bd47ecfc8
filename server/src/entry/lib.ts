/**
 * `require('meshward')`: the analysis without any editor, terminal or file system around it. Documented in docs/library.md. Taken module
 * by module, so that the package carries no more declarations than these need.
 */
export type { FileNotice } from '../core/model/source-file';
export { DEFAULT_PLATFORM, type Platform } from '../core/platform/platform';
export { rulePage } from '../core/rule-page';
export { type Rule, SEVERITIES, type Severity } from '../core/rules/define';
export { RULES } from '../core/rules/index.gen';
export {
  listScaffolds,
  renderScaffold,
  type ScaffoldFile,
  type ScaffoldInfo,
  ScaffoldInputError,
} from '../core/scaffold';
export { applyEdits, type TextEdit } from '../core/text/edit';
export { LineIndex, type Position } from '../core/text/line-index';
export type { Span } from '../core/text/span';
export type { FileEdit, PlacedFinding, PlacedFix, SeverityOverrides } from '../core/workspace/placed-finding';
export type { Snapshot } from '../core/workspace/snapshot';
export { type FileContent, Workspace, type WorkspaceOptions } from '../core/workspace/workspace';

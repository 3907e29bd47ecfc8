/** The core's door for hosts (editor, terminal, browser): plain data in, plain data out. */
export type { FileNotice, SourceFile } from './model/source-file';
export { suppressInFile, suppressNextLine } from './model/suppress-edit';
export { DEFAULT_PLATFORM, type Platform } from './platform/platform';
export { SEVERITIES, type Severity } from './rules/define';
export { RULES } from './rules/index.gen';
export { applyEdits, type TextEdit } from './text/edit';
export { LineIndex, type Position } from './text/line-index';
export { overlaps, type Span, touches } from './text/span';
export type { FileEdit, PlacedFinding, PlacedFix, SeverityOverrides } from './workspace/placed-finding';
export * from './scaffold';
export type { Snapshot } from './workspace/snapshot';
export { type FileContent, Workspace } from './workspace/workspace';

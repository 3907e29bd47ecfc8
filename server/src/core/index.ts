/** The core's door for hosts (editor, terminal, browser): plain data in, plain data out. */

export * from './access';
export {
  isKustomizationUri,
  KUSTOMIZATION_NAMES,
  type Kustomization,
  type PathRef,
  readKustomization,
} from './kustomize/kustomization';
export { resolvePath } from './kustomize/paths';
export {
  type AuthorizationPolicy,
  type Match,
  type PolicyRule,
  readAuthorizationPolicy,
} from './model/authorization-policy';
export { componentNames } from './model/derived-hosts';
export { effectiveMtls } from './model/effective-mtls';
export { EmbeddedJson } from './model/embedded-json';
export { jsonLocation } from './model/json-location';
export { KINDS, type KindId } from './model/kinds';
export { nearest } from './model/nearest';
export { type ObjectAt, objectAt } from './model/object-at';
export { readPeerAuthentication } from './model/peer-authentication';
export type { PodGroup } from './model/pods';
export { readRequestAuthentication } from './model/request-authentication';
export type { Resource } from './model/resource';
export type { Selector } from './model/selector';
export type { FileNotice, ManifestDocument, SourceFile } from './model/source-file';
export { suppressInFile, suppressNextLine } from './model/suppress-edit';
export { podMetadataPath, WORKLOAD_KINDS } from './model/workload';
export { externalProblem } from './platform/externals';
export { DEFAULT_PLATFORM, PLATFORM_FACTS, type Platform, platformNamespaces } from './platform/platform';
export * from './references';
export { rulePage } from './rule-page';
export { isResourceRule, type Rule, SEVERITIES, type Severity } from './rules/define';
export { RULES } from './rules/index.gen';
export * from './scaffold';
export {
  apiPairs,
  completeKeys,
  completeSettings,
  completeSettingValues,
  completeValues,
  hasSettings,
  type KeyChoice,
} from './schema/complete';
export { describeField, describeKind, describeSetting, describeValue, schemaAt } from './schema/describe';
export { applyEdits, type TextEdit } from './text/edit';
export { LineIndex, type Position } from './text/line-index';
export { overlaps, type Span, touches } from './text/span';
export type { LeftOut, LeftOutBy } from './workspace/bundle';
export type { ManifestSet } from './workspace/manifest-set';
export type { NamedSet } from './workspace/partition';
export type { FileEdit, PlacedFinding, PlacedFix, SeverityOverrides } from './workspace/placed-finding';
export { SUPPRESSION_UNUSED } from './workspace/silencing';
export type { Snapshot } from './workspace/snapshot';
export { type FileContent, Workspace } from './workspace/workspace';
export { type Cursor, cursorAt, type Path } from './yaml/cursor';
export { lineBreak, quoteIfNeeded } from './yaml/edit-yaml';
export { locate } from './yaml/locate';
export {
  at,
  entriesOf,
  entryOf,
  isMap,
  isScalar,
  isSeq,
  itemsOf,
  type ScalarNode,
  stringOf,
  toValue,
  type YamlNode,
} from './yaml/node';
export { parseYaml } from './yaml/parse';
export { scalarOffsets } from './yaml/scalar-offsets';
export { splitSegments } from './yaml/segments';
export { addField, addValue } from './yaml/write-yaml';

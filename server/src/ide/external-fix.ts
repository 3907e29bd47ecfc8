/** The fix for an object that is not missing at all: it is in the cluster, and the settings file says so from then on. */
import {
  addField,
  addValue,
  entryOf,
  isMap,
  isSeq,
  lineBreak,
  overlaps,
  type PlacedFinding,
  parseYaml,
  quoteIfNeeded,
  type Span,
  type TextEdit,
} from '../core';

export interface ExternalFix {
  readonly title: string;
  readonly finding: PlacedFinding;
  /** What to add to `externals`. */
  readonly pattern: string;
}

export const externalFixes = (findings: readonly PlacedFinding[], range: Span): ExternalFix[] =>
  findings.flatMap((finding) => {
    const { external: pattern } = finding;
    if (pattern === undefined || !overlaps(finding.span, range)) return [];
    return [{ title: `${pattern} is in the cluster: add it to externals in .meshwardrc.yaml`, finding, pattern }];
  });

/** Text of a settings file that has nothing but the pattern. */
export const newSettings = (pattern: string): string => `externals:\n  - ${quoteIfNeeded(pattern)}\n`;

/**
 * Adds a pattern to the text of a settings file; comments stay.
 * @returns `undefined` where the text cannot be changed with certainty: it is no map, or `externals` no list
 */
export function addExternal(text: string, pattern: string): TextEdit | undefined {
  const { root, problems } = parseYaml(text);
  if (problems.length > 0) return undefined;
  if (!root || (root.kind === 'scalar' && root.value === null)) {
    const gap = text === '' || text.endsWith('\n') ? '' : lineBreak(text);
    return { span: { start: text.length, end: text.length }, newText: gap + newSettings(pattern) };
  }
  if (!isMap(root)) return undefined;
  const entry = entryOf(root, 'externals');
  if (!entry) return addField(text, root, 'externals', [pattern]);
  if (isSeq(entry.value) && !entry.value.alias) return addValue(text, entry.value, pattern);
  const isEmpty = entry.value.kind === 'scalar' && entry.value.value === null;
  const colon = text.indexOf(':', entry.key.span.end) + 1;
  return isEmpty ? { span: { start: colon, end: colon }, newText: ` [${quoteIfNeeded(pattern)}]` } : undefined;
}

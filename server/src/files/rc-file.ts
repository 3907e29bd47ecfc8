/** `.meshwardrc.yaml`: settings that lie with the manifests, so that editors, terminals and CI judge alike. */
import {
  entriesOf,
  entryOf,
  type FileContent,
  isMap,
  itemsOf,
  LineIndex,
  type Position,
  parseYaml,
  type Span,
  splitSegments,
  toValue,
  type YamlNode,
} from '../core';
import { type GivenSettings, meant, readGivenSettings, SETTING_KEYS } from './settings';
import { RC_NAME } from './workspace-files';

export interface RcProblem {
  /** Counted from 0. */
  readonly start: Position;
  readonly end: Position;
  readonly message: string;
}

export interface RcFile {
  readonly uri: string;
  readonly given: GivenSettings;
  readonly problems: readonly RcProblem[];
}

/**
 * The nearest settings file at or above a folder, read. Those further up do not count.
 * @param folder URI with a trailing slash
 * @param read `undefined` for a file that is not there; what it throws is passed on
 */
export async function findRc(
  folder: string,
  read: (uri: string) => Promise<FileContent | undefined>,
): Promise<RcFile | undefined> {
  for (let place: string | undefined = folder; place !== undefined; place = folderAbove(place)) {
    const uri = place + RC_NAME;
    const content = await read(uri);
    if (content) return rcFile(uri, place, content);
  }
  return undefined;
}

/** @param folder URI, with a trailing slash, of the folder that its globs are relative to */
export function rcFile(uri: string, folder: string, content: FileContent): RcFile {
  const { given, problems } = readRc(content);
  const sets = given.sets?.map((set) => ({ ...set, from: folder }));
  return { uri, given: { ...given, sets, ...(given.exclude && { excludeFrom: folder }) }, problems };
}

/** Settings of a text; what cannot be used is left out and told where it stands. */
export function readRc({ text, notice }: FileContent): Pick<RcFile, 'given' | 'problems'> {
  const lines = new LineIndex(text);
  const problems: RcProblem[] = [];
  const tell = (span: Span, message: string) =>
    problems.push({ start: lines.positionAt(span.start), end: lines.positionAt(span.end), message });
  if (notice) tell({ start: 0, end: 0 }, notice.message);
  const second = splitSegments(text)
    .filter((part) => /^[^#\s-]/m.test(part.text))
    .at(1);
  if (second)
    tell({ start: second.start, end: second.start }, 'Settings are one YAML document; this one does not count.');
  const { root, problems: faults } = parseYaml(text);
  for (const { span, detail } of faults) tell(span, `This is no YAML: ${detail.split('\n')[0]}.`);
  if (root && !isMap(root) && !(root.kind === 'scalar' && root.value === null)) {
    tell(root.span, `Settings are a map of ${SETTING_KEYS.join(', ')}.`);
  }
  for (const { key } of entriesOf(root)) {
    if (!(SETTING_KEYS as readonly string[]).includes(key.text)) {
      tell(
        key.span,
        `${key.text} is no setting${meant(key.text, SETTING_KEYS)}: there are ${SETTING_KEYS.join(', ')}.`,
      );
    }
  }
  const given = readGivenSettings(toValue(root), (path, why) => tell(spanOf(root, path), `${path.join('.')} ${why}.`));
  return {
    given,
    problems: problems.sort((a, b) => a.start.line - b.start.line || a.start.character - b.start.character),
  };
}

/** Of a key, or of an item by its number. */
function spanOf(root: YamlNode | undefined, path: readonly string[]): Span {
  let node = root;
  let span: Span = { start: 0, end: 0 };
  for (const step of path) {
    const entry = entryOf(node, step);
    node = entry?.value ?? itemsOf(node)[Number(step)];
    span = entry?.key.span ?? node?.span ?? span;
  }
  return span;
}

/** `undefined` above the topmost folder. */
function folderAbove(folder: string): string | undefined {
  const match = /^([^:/?#]+:\/\/[^/]*\/(?:.*\/)?)[^/]+\/$/.exec(folder);
  return match?.[1];
}

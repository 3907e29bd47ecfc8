/** What can be written at a cursor, by schema and workspace, also in documents that do not parse yet. */
import {
  apiPairs,
  at,
  type Cursor,
  completeKeys,
  completeSettings,
  completeSettingValues,
  completeValues,
  cursorAt,
  describeField,
  describeSetting,
  describeValue,
  hasSettings,
  isScalar,
  jsonLocation,
  type KeyChoice,
  locate,
  type ManifestDocument,
  type ObjectAt,
  objectAt,
  type Path,
  RULES,
  type ScalarNode,
  type Snapshot,
  type SourceFile,
  type Span,
  scalarOffsets,
  schemaAt,
  touches,
} from '../core';
import { workspaceKeys, workspaceValues } from './workspace-values';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'rule' | 'object';
  readonly detail: string;
  readonly documentation: string | undefined;
  /** Offsets in the file; what `newText` replaces. */
  readonly span: Span;
  readonly newText: string;
  /** `newText` is in the LSP's snippet syntax, indented as it stands. */
  readonly isSnippet: boolean;
  readonly sortText: string;
}

/** @param offset of the cursor in the file */
export function completionsAt(snapshot: Snapshot, file: SourceFile, offset: number): Completion[] {
  const placed = file.documentAt(offset);
  if (!placed || file.notice) return [];
  const { document, start } = placed;
  const inDocument = offset - start;
  const comment = suppressionAt(document.text, inDocument);
  const found = comment ?? structureAt(snapshot, document, inDocument);
  return (
    found
      // An object whose name is empty has nothing to offer.
      .filter(({ label }) => label !== '')
      .map((item) => ({ ...item, span: { start: item.span.start + start, end: item.span.end + start } }))
  );
}

const SUPPRESSION = /#[ \t]*meshward-disable-(?:next-line|file)[ \t]+(?:[\w-]+[ \t]*,[ \t]*)*([\w-]*)$/;
const DIRECTIVES = ['meshward-disable-next-line', 'meshward-disable-file'];

/** Rule ids, or the directive itself, in a comment. */
function suppressionAt(text: string, offset: number): Completion[] | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const ids = SUPPRESSION.exec(line);
  if (ids) {
    const span = { start: offset - ids[1]!.length, end: offset };
    return RULES.map((rule, i) => ({
      label: rule.id,
      kind: 'rule',
      detail: rule.severity,
      documentation: `Finds: ${rule.summary}.`,
      span,
      newText: rule.id,
      isSnippet: false,
      sortText: order(i),
    }));
  }
  const directive = /#[ \t]*([\w-]*)$/.exec(line);
  if (!directive) return undefined;
  const span = { start: offset - directive[1]!.length, end: offset };
  return DIRECTIVES.map((label, i) => ({
    label,
    kind: 'rule',
    detail: i === 0 ? 'silence rules on the next line' : 'silence rules in this file',
    documentation: undefined,
    span,
    newText: `${label} `,
    isSnippet: false,
    sortText: order(i),
  }));
}

function structureAt(snapshot: Snapshot, document: ManifestDocument, offset: number): Completion[] {
  const embedded = scalarAt(document, offset);
  if (embedded) return settingsIn(document, embedded, offset);
  const cursor = cursorAt(document.text, offset);
  if (cursor.kind === 'none') return [];
  if (cursor.kind === 'block') return settingsAt(document, cursor, offset);
  const object = objectAt(document, cursor.path);
  if (object.path.length === 0 && cursor.kind !== 'value' && !object.kind) return headKeys(object, cursor);
  if (
    object.path.length === 1 &&
    cursor.kind === 'value' &&
    (object.path[0] === 'apiVersion' || object.path[0] === 'kind')
  ) {
    return headValues(object, cursor);
  }
  if (!object.kind) return [];
  const target = { kind: object.kind, version: object.version };
  const set = snapshot.setsOf(document.uri)[0];
  const place = set && { object, set, platform: snapshot.platform };
  const schema = schemaAt(target, object.path);
  if (cursor.kind === 'value') return values(object, cursor, place ? workspaceValues(place) : []);
  if (cursor.kind === 'item' && schema?.type === 'list') return items(object, cursor);
  if (
    cursor.kind === 'item' &&
    typeof object.path.at(-1) === 'number' &&
    schema?.type !== 'object' &&
    schema?.type !== 'map'
  ) {
    return values(object, cursor, place ? workspaceValues(place) : []);
  }
  const keys = completeKeys(target, object.path, { present: cursor.siblings, flow: cursor.flow });
  const offered = place ? workspaceKeys(place).filter(({ value }) => !cursor.siblings.has(value)) : [];
  return [
    ...offered.map(
      ({ value, detail }, i): Completion => ({
        label: value,
        kind: 'key',
        detail,
        documentation: undefined,
        span: cursor.word,
        newText: cursor.hasColon
          ? value
          : `${value}:${object.path.at(-1) === 'portLevelMtls' ? `\n${' '.repeat(cursor.column + 2)}mode: ` : ' '}`,
        isSnippet: false,
        sortText: order(i),
      }),
    ),
    ...keys.map((choice, i) => keyItem(choice, i + 100, cursor, describeField(target, [...object.path, choice.key]))),
  ];
}

function keyItem(
  choice: KeyChoice,
  rank: number,
  cursor: Cursor,
  documentation: string | undefined,
  lead = '',
): Completion {
  const column = cursor.column + lead.length;
  const body = choice.snippet.replaceAll('\n', `\n${' '.repeat(Math.max(0, column))}`);
  return {
    label: choice.key,
    kind: 'key',
    detail: choice.detail,
    documentation,
    span: cursor.word,
    newText: cursor.hasColon ? choice.key : lead + body,
    isSnippet: !cursor.hasColon,
    sortText: order(rank + (choice.rare ? 500 : 0)),
  };
}

/** A dash and the first key of an item, or an item's value. */
function items(object: ObjectAt, cursor: Cursor): Completion[] {
  const target = { kind: object.kind!, version: object.version };
  const path = [...object.path, 0];
  const element = schemaAt(target, path);
  if (element?.type === 'object') {
    return completeKeys(target, path).map((choice, i) =>
      keyItem(choice, i, cursor, describeField(target, [...path, choice.key]), '- '),
    );
  }
  return values({ ...object, path }, cursor, []).map((item) => ({ ...item, newText: `- ${item.newText}` }));
}

function values(object: ObjectAt, cursor: Cursor, offered: readonly { value: string; detail: string }[]): Completion[] {
  const target = { kind: object.kind!, version: object.version };
  const known = completeValues(target, object.path).map(
    ({ value, quote, meaning, isDefault }, i): Completion => ({
      label: value,
      kind: 'value',
      detail: isDefault ? 'default' : '',
      documentation: meaning ?? describeValue(target, object.path, value),
      span: cursor.word,
      newText: quoted(value, cursor, quote),
      isSnippet: false,
      sortText: order(i),
    }),
  );
  const others = offered.map(
    ({ value, detail }, i): Completion => ({
      label: value,
      kind: 'value',
      detail,
      documentation: undefined,
      span: cursor.word,
      newText: quoted(value, cursor, /^[\d*]|[[\]{}:,]/.test(value)),
      isSnippet: false,
      sortText: order(i),
    }),
  );
  return [...known, ...others];
}

const quoted = (value: string, cursor: Cursor, quote: boolean): string =>
  cursor.quote === '' && quote ? JSON.stringify(value) : value;

/** Kind first: choosing one writes apiVersion too. */
function headKeys(object: ObjectAt, cursor: Cursor): Completion[] {
  const keys = ['apiVersion', 'kind', 'metadata', 'spec'].filter((key) => !cursor.siblings.has(key));
  const plain = keys.map(
    (key, i): Completion => ({
      label: key,
      kind: 'key',
      detail: '',
      documentation: undefined,
      span: cursor.word,
      newText: cursor.hasColon
        ? key
        : key === 'metadata'
          ? 'metadata:\n  name: '
          : key === 'spec'
            ? 'spec:\n  '
            : `${key}: `,
      isSnippet: false,
      sortText: order(i),
    }),
  );
  if (object.apiVersion !== undefined || object.kindName !== undefined || cursor.path.length > 0) return plain;
  const pairs = apiPairs().map(
    ({ apiVersion, kind }, i): Completion => ({
      label: kind,
      kind: 'object',
      detail: apiVersion,
      documentation: undefined,
      span: cursor.word,
      newText: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: $1\n`,
      isSnippet: true,
      sortText: order(i + 10),
    }),
  );
  return [...plain, ...pairs];
}

function headValues(object: ObjectAt, cursor: Cursor): Completion[] {
  const isKind = object.path[0] === 'kind';
  const pairs = apiPairs(isKind ? { apiVersion: object.apiVersion } : { kind: object.kindName });
  const all = pairs.length > 0 ? pairs : apiPairs();
  return [...new Set(all.map((pair) => (isKind ? pair.kind : pair.apiVersion)))].map((label, i) => ({
    label,
    kind: 'value',
    detail: '',
    documentation: undefined,
    span: cursor.word,
    newText: label,
    isSnippet: false,
    sortText: order(i),
  }));
}

interface Embedded {
  readonly node: ScalarNode;
  readonly configMap: string;
  /** The data key. */
  readonly path: Path;
}

/** The text below `data` of a ConfigMap that the cursor is in, in any style of scalar. */
function scalarAt(document: ManifestDocument, offset: number): Embedded | undefined {
  const located = locate(document.yaml.root, offset);
  return located && !located.onKey ? embeddedAt(document, located.path) : undefined;
}

function embeddedAt(document: ManifestDocument, path: Path): Embedded | undefined {
  const object = objectAt(document, path);
  const node = at(document.yaml.root, ...path);
  if (object.kind !== 'ConfigMap' || object.path[0] !== 'data' || !object.name || !isScalar(node)) return undefined;
  return hasSettings(object.name, object.path.slice(1))
    ? { node, configMap: object.name, path: object.path.slice(1) }
    : undefined;
}

/** Inside a block scalar that may end before the cursor does. */
function settingsAt(document: ManifestDocument, cursor: Cursor, offset: number): Completion[] {
  const embedded = embeddedAt(document, cursor.path);
  return embedded ? settingsIn(document, embedded, offset) : [];
}

/** Keys and values of the JSON in a ConfigMap's text. */
function settingsIn(
  document: ManifestDocument,
  { node, configMap, path: above }: Embedded,
  offset: number,
): Completion[] {
  const text = scalarOffsets(document.text, node);
  const place = jsonLocation(text.value, text.toValue(offset));
  const path = [...above, ...place.path];
  const span = text.spanOf(place.word);
  // Between the header and the text of a block scalar, say.
  if (!touches(span, offset)) return [];
  const escaped = (json: string, isSnippet: boolean) =>
    node.style === 'double' ? json.replaceAll('"', isSnippet ? '\\\\"' : '\\"') : json;
  if (!place.onKey) {
    return completeSettingValues(configMap, path).map(({ json, isDefault }, i) => ({
      label: json,
      kind: 'value',
      detail: isDefault ? 'default' : '',
      documentation: describeSetting(configMap, path),
      span,
      newText: escaped(json, false),
      isSnippet: false,
      sortText: order(i),
    }));
  }
  return completeSettings(configMap, path, place.siblings).map((choice, i) => ({
    label: choice.key,
    kind: 'key',
    detail: choice.detail,
    documentation: describeSetting(configMap, [...path, choice.key]),
    span,
    newText: escaped(place.hasColon ? JSON.stringify(choice.key) : choice.snippet, !place.hasColon),
    isSnippet: !place.hasColon,
    sortText: order(i),
  }));
}

const order = (rank: number): string => String(rank).padStart(4, '0');

/** Text of one document → our tree. Total: whatever the text, a tree (perhaps partial) and problems come back; nothing is thrown. */
import { type Alias, type Document, isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { Span } from '../text/span';
import {
  copyMap,
  copyScalar,
  copySeq,
  type Entry,
  type MapNode,
  type ScalarNode,
  type ScalarStyle,
  type SeqNode,
  type YamlNode,
} from './node';
import { BOOLEANS } from './plain-scalar';
import { readSimpleYaml } from './simple-yaml';
import { hasSubstitution, looksTemplated, MASK, type Masked, maskTemplate, type Opening } from './template';
import { textEntry, textMap, textScalar, textSeq } from './text-node';

/** A fault of the YAML itself. `code` is the `yaml` library's, or one of ours: `TOO_DEEP`, `TOO_LARGE`. */
export interface YamlProblem {
  readonly code: string;
  readonly span: Span;
  /** The library's own words: shown only for codes that we have no better words for. */
  readonly detail: string;
}

export interface ParsedYaml {
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
  readonly templated: boolean;
}

const STYLES: Record<string, ScalarStyle> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

const NO_PROBLEMS: readonly YamlProblem[] = [];

/** @param template true: the file belongs to a chart; otherwise templating is recognised from the text. */
export function parseYaml(text: string, template = false): ParsedYaml {
  const templated = (template && text.includes('{{')) || looksTemplated(text);
  const simple = templated ? undefined : readSimpleYaml(text);
  return simple ? { root: simple, problems: NO_PROBLEMS, templated } : parseWithLibrary(text, templated);
}

/** The long way, for documents of any kind. `parseYaml` must come to the same wherever it takes the short one. */
export function parseWithLibrary(text: string, templated: boolean): ParsedYaml {
  // To the library a byte order mark takes a column, and the first line is then indented more than the others.
  const unmarked = text.startsWith('\uFEFF') ? `\n${text.slice(1)}` : text;
  const masked: Masked = templated ? maskTemplate(unmarked) : { text: unmarked, openings: [] };
  const deep = tooDeepAt(masked.text);
  if (deep !== undefined) {
    const span = { start: deep, end: Math.min(deep + 1, text.length) };
    return { root: undefined, problems: [{ code: 'TOO_DEEP', span, detail: 'nested too deeply' }], templated };
  }
  try {
    const document = parseDocument(masked.text, {
      keepSourceTokens: false,
      logLevel: 'silent',
      prettyErrors: false,
      strict: true,
      stringKeys: false,
      // Looked for below: the library compares each key with all before it.
      uniqueKeys: false,
      version: '1.2',
      merge: true,
    });
    const problems = document.errors.map((error) => ({
      code: error.code as string,
      span: {
        start: Math.min(error.pos[0], text.length),
        end: Math.min(Math.max(error.pos[1], error.pos[0]), text.length),
      },
      detail: error.message,
    }));
    const converter = new Converter(masked, templated);
    const root = converter.document(document as Document);
    const repeated = templated
      ? []
      : converter.repeated.map((span) => ({ code: 'DUPLICATE_KEY', span, detail: 'Map keys must be unique' }));
    return { root, problems: [...problems, ...repeated].sort((a, b) => a.span.start - b.span.start), templated };
  } catch (error) {
    // The library recurses: thousands of nested brackets overflow the stack.
    const tooDeep = error instanceof RangeError;
    const detail = error instanceof Error ? error.message : String(error);
    const end = text.indexOf('\n');
    return {
      root: undefined,
      problems: [
        { code: tooDeep ? 'TOO_DEEP' : 'UNREADABLE', span: { start: 0, end: end < 0 ? text.length : end }, detail },
      ],
      templated,
    };
  }
}

/** Levels of nesting past which a document is not parsed: no manifest comes near, and the library's cost explodes later on. */
const MAX_DEPTH = 500;
const MANY_DASHES = new RegExp(`(?:- ){${MAX_DEPTH},}`);

/** Offset where the nesting passes {@link MAX_DEPTH}, counted without regard to quotes (enough for a guard). */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) {
      if (++depth > MAX_DEPTH) return i;
    } else if ((code === 93 || code === 125) && depth > 0) depth--;
  }
  return MANY_DASHES.exec(text)?.index;
}

interface Ranged {
  range?: [number, number, number] | null;
  anchor?: string;
}

class Converter {
  readonly #text: string;
  readonly #openings: readonly Opening[];
  readonly #templated: boolean;
  readonly #anchors = new Map<string, YamlNode>();
  /** Where keys stand that their map has already. */
  readonly repeated: Span[] = [];

  constructor(masked: Masked, templated: boolean) {
    this.#text = masked.text;
    this.#openings = masked.openings;
    this.#templated = templated;
  }

  document(document: Document): YamlNode | undefined {
    return document.contents ? this.#node(document.contents, 0) : undefined;
  }

  #node(node: unknown, fallback: number): YamlNode {
    if (isAlias(node)) return this.#alias(node, fallback);
    let result: YamlNode;
    if (isMap(node)) result = this.#map(node, fallback);
    else if (isSeq(node)) result = this.#seq(node, fallback);
    else result = this.#scalar(node, fallback);
    const anchor = (node as Ranged | null)?.anchor;
    if (anchor) this.#anchors.set(anchor, result);
    return result;
  }

  #alias(node: Alias, fallback: number): YamlNode {
    const span = this.#span(node, fallback);
    const target = this.#anchors.get(node.source);
    if (target?.kind === 'scalar') return copyScalar(target, { span, alias: true });
    if (target?.kind === 'map') return copyMap(target, { span, alias: true });
    if (target) return copySeq(target, { span, alias: true });
    return {
      kind: 'scalar',
      span,
      value: undefined,
      text: `*${node.source}`,
      style: 'plain',
      unknown: true,
      alias: true,
    };
  }

  #scalar(node: unknown, fallback: number): ScalarNode {
    const span = this.#span(node, fallback);
    if (!isScalar(node)) {
      const unknown = this.#opensAfter(span.end);
      return textScalar(span.start, span.end, null, '', 'plain', unknown);
    }
    const style = STYLES[node.type ?? ''] ?? 'plain';
    const text = style === 'plain' ? (node.source ?? '') : String(node.value);
    let value = node.value as ScalarNode['value'];
    if (typeof value === 'bigint') value = Number(value);
    if (typeof value === 'object' && value !== null) value = text;
    if (style === 'plain' && typeof value === 'string') value = BOOLEANS.get(value) ?? value;
    const unknown = hasSubstitution(text) || (text === '' && style === 'plain' && this.#opensAfter(span.end));
    return textScalar(span.start, span.end, value, text, style, unknown);
  }

  #map(node: { items: unknown[]; flow?: boolean } & Ranged, fallback: number): MapNode {
    const span = this.#span(node, fallback);
    const entries: Entry[] = [];
    const merges: YamlNode[] = [];
    const seen = new Map<string, number>();
    const values = new Set<unknown>();
    let open = this.#opensInside(span);
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      if (isScalar(pair.key)) {
        const start = pair.key.range?.[0] ?? span.start;
        if (values.has(pair.key.value)) this.repeated.push({ start, end: Math.min(start + 1, this.#text.length) });
        values.add(pair.key.value);
      }
      const key = isScalar(pair.key) ? this.#scalar(pair.key, span.start) : undefined;
      if (!key || key.unknown) open = true;
      const keyNode: ScalarNode = key ? this.#atColon(key) : unknownAt(this.#span(pair.key, span.start), MASK);
      // A key of a flow map may stand without a colon: what is behind it is not its value.
      const behind = keyNode.span.end + (this.#text[keyNode.span.end] === ':' ? 1 : 0);
      const value = this.#node(pair.value, behind);
      const entry = textEntry(keyNode, value);
      if (keyNode.text === '<<' && keyNode.style === 'plain') {
        merges.push(value);
        continue;
      }
      const earlier = seen.get(keyNode.text);
      if (earlier !== undefined && this.#templated) {
        // The branches of an {{ if }}: either may be the one that counts.
        const { key: first, value: other } = entries[earlier]!;
        entries[earlier] = textEntry(first, unknownAt(other.span));
        continue;
      }
      seen.set(keyNode.text, entries.length);
      entries.push(entry);
    }
    for (const merge of merges) {
      for (const source of merge.kind === 'seq' ? merge.items : [merge]) {
        if (source.kind !== 'map') {
          open = true;
          continue;
        }
        if (source.open) open = true;
        for (const entry of source.entries) {
          if (seen.has(entry.key.text)) continue;
          seen.set(entry.key.text, entries.length);
          entries.push({ ...entry, span: entry.span, merged: true });
        }
      }
    }
    return textMap(span.start, span.end, entries, node.flow === true, open);
  }

  /** An empty key (`: x`) stands behind whatever came before it, lines above perhaps: ours stands at its colon. */
  #atColon(key: ScalarNode): ScalarNode {
    if (key.span.end > key.span.start) return key;
    let at = key.span.end;
    for (; at < this.#text.length && this.#text[at] !== ':'; at++) {
      if (this.#text[at] === '#') at = this.#text.indexOf('\n', at);
      if (at < 0 || !isBlank(this.#text.charCodeAt(at))) return key;
    }
    return at < this.#text.length ? textScalar(at, at, key.value, key.text, key.style, key.unknown) : key;
  }

  #seq(node: { items: unknown[]; flow?: boolean } & Ranged, fallback: number): SeqNode {
    const span = this.#span(node, fallback);
    const items = node.items.map((item) => this.#node(item, span.start));
    return textSeq(span.start, span.end, items, node.flow === true, this.#opensInside(span));
  }

  /** The library ends block collections and block scalars behind their line break; ours end at the last visible character. */
  #span(node: unknown, fallback: number): Span {
    const range = (node as Ranged | null)?.range;
    if (!range) return { start: fallback, end: fallback };
    const start = range[0];
    let end = range[1];
    while (end > start && isBlank(this.#text.charCodeAt(end - 1))) end--;
    return { start, end };
  }

  #opensInside(span: Span): boolean {
    if (this.#openings.length === 0) return false;
    const column = span.start - (this.#text.lastIndexOf('\n', span.start - 1) + 1);
    return this.#openings.some(
      ({ offset, indent }) =>
        indent === column &&
        (offset >= span.start
          ? offset < span.end || this.#text.slice(span.end, offset).trim() === ''
          : this.#text.slice(offset, span.start).trim() === ''),
    );
  }

  #opensAfter(offset: number): boolean {
    return this.#openings.some(
      (opening) => opening.offset >= offset && this.#text.slice(offset, opening.offset).trim().replace(/^:/, '') === '',
    );
  }
}

const isBlank = (code: number): boolean => code === 10 || code === 13 || code === 32 || code === 9;

const unknownAt = ({ start, end }: Span, text = ''): ScalarNode =>
  textScalar(start, end, undefined, text, 'plain', true);

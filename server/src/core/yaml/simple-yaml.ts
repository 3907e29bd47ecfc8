/**
 * A quick reader for the YAML that nearly every manifest is written in: block maps and lists, one-line scalars, one-line flow lists.
 * It answers with the same tree as the library's parser or not at all, so whatever is unusual or faulty goes the long way.
 */
import { shared } from './common-words';
import type { Entry, MapNode, ScalarNode, ScalarStyle, SeqNode, YamlNode } from './node';
import { readPlain } from './plain-scalar';
import { hasSubstitution } from './template';
import { textEntry, textMap, textScalar, textSeq } from './text-node';

/** Tabs, lone carriage returns, other control characters, a byte order mark: all legal somewhere, none of them here. */
const UNUSUAL = /(?![\r\n])\p{Cc}|[\u2028\u2029\uFEFF]|\r(?!\n)/u;
/** May only stand for something else than itself at a scalar's start. */
const INDICATORS = new Set([...'?:,[]{}#&*!|>\'"%@`'].map((char) => char.charCodeAt(0)));
const NO_ENTRIES: readonly Entry[] = [];
const MAX_DEPTH = 100;
const MAX_KEY = 128;
const END = -1;
const UNCLEAR = -2;

const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;

/** @returns the tree of a document without faults, or `undefined` when the document is not simple enough to say. */
export function readSimpleYaml(text: string): MapNode | undefined {
  return UNUSUAL.test(text) ? undefined : new Reader(text).document();
}

/** Every method returns `undefined` to give up. */
class Reader {
  readonly #text: string;
  readonly #substitutions: boolean;
  /** Where reading goes on: the first character of a line's content, or the end. */
  #at = 0;
  /** Column of that character; unclear behind a comment deeper than what follows, which may count as part of a collection. */
  #indent = END;
  /** Where the library ends a collection: behind the last value and the comment on its line. */
  #tail = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#substitutions = hasSubstitution(text) || text.includes('$') || text.includes('{{');
  }

  document(): MapNode | undefined {
    this.#at = /^---\r?\n/.exec(this.#text)?.[0].length ?? 0;
    this.#nextLine();
    if (this.#indent !== 0) return undefined;
    const root = this.#map(0);
    return this.#ended() ? root : undefined;
  }

  #ended(): boolean {
    return this.#indent === END;
  }

  /** From the start of a line to the content of the next line that is neither blank nor a comment. */
  #nextLine(): void {
    const text = this.#text;
    let at = this.#at;
    let comments = 0;
    for (;;) {
      const start = at;
      let code = text.charCodeAt(at);
      while (code === SPACE) code = text.charCodeAt(++at);
      if (code === HASH) {
        comments = Math.max(comments, at - start);
        at = text.indexOf('\n', at);
        if (at < 0) at = text.length;
        code = text.charCodeAt(at);
      }
      if (code === RETURN) code = text.charCodeAt(++at);
      if (at >= text.length) {
        this.#at = text.length;
        this.#indent = comments > 0 ? UNCLEAR : END;
        return;
      }
      if (code === LINE_FEED) {
        at++;
        continue;
      }
      this.#at = at;
      this.#indent = comments > at - start ? UNCLEAR : at - start;
      return;
    }
  }

  #map(indent: number): MapNode | undefined {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const start = this.#at;
    const entries: Entry[] = [];
    const keys = new Set<string>();
    do {
      const key = this.#key();
      // A key of another type than string has its own ways of being a double.
      if (!key || typeof key.value !== 'string' || keys.has(key.text)) return undefined;
      keys.add(key.text);
      const value = this.#valueOf(indent);
      if (!value) return undefined;
      entries.push(textEntry(key, value));
    } while (this.#indent === indent);
    if (this.#indent > indent || this.#indent === UNCLEAR) return undefined;
    this.#depth--;
    return textMap(start, this.#tail, fitted(entries), false, false);
  }

  /** A key made of letters, digits and `_ . / -`, with its colon. */
  #key(): ScalarNode | undefined {
    const end = this.#keyEnd(this.#at);
    if (end < 0) return undefined;
    const key = this.#scalar(this.#at, end, 'plain');
    this.#at = end + 1;
    return key;
  }

  /** Offset of the colon that ends the key at `start`, else -1. */
  #keyEnd(start: number): number {
    const text = this.#text;
    let at = start;
    let code = text.charCodeAt(at);
    if (!isLetter(code)) return -1;
    while (isLetter(code) || (code >= 45 && code <= 57)) code = text.charCodeAt(++at);
    if (code !== COLON || at - start > MAX_KEY) return -1;
    const next = text.charCodeAt(at + 1);
    return next === SPACE || next === LINE_FEED || next === RETURN ? at : -1;
  }

  #valueOf(indent: number): YamlNode | undefined {
    this.#skipSpaces();
    if (!this.#atLineEnd()) return this.#line(indent);
    this.#endLine();
    if (this.#indent >= indent && this.#isItem()) return this.#seq(this.#indent);
    return this.#indent > indent ? this.#map(this.#indent) : undefined;
  }

  #seq(indent: number): SeqNode | undefined {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const start = this.#at;
    const items: YamlNode[] = [];
    do {
      const dash = this.#at++;
      this.#skipSpaces();
      if (this.#atLineEnd() || this.#isItem()) return undefined;
      const item = this.#keyEnd(this.#at) < 0 ? this.#line(indent) : this.#map(indent + this.#at - dash);
      if (!item) return undefined;
      items.push(item);
    } while (this.#indent === indent && this.#isItem());
    if (this.#indent > indent) return undefined;
    this.#depth--;
    return textSeq(start, this.#tail, fitted(items), false, false);
  }

  #isItem(): boolean {
    return this.#text.charCodeAt(this.#at) === DASH && this.#text.charCodeAt(this.#at + 1) === SPACE;
  }

  /** A value that fills the rest of its line. A deeper line behind it would go on with it, so that is left to the library. */
  #line(indent: number): YamlNode | undefined {
    const value = this.#inline();
    if (!value) return undefined;
    const end = this.#at;
    this.#skipSpaces();
    if (!this.#atLineEnd() || (this.#at === end && this.#text.charCodeAt(end) === HASH)) return undefined;
    this.#tail = end;
    this.#endLine();
    return this.#indent > indent ? undefined : value;
  }

  #inline(): YamlNode | undefined {
    const code = this.#text.charCodeAt(this.#at);
    if (code === OPEN_LIST) return this.#flowSeq();
    if (code === OPEN_MAP) return this.#emptyMap();
    return isQuote(code) ? this.#quoted(code) : this.#plain();
  }

  #flowSeq(): SeqNode | undefined {
    const start = this.#at++;
    const items: YamlNode[] = [];
    for (;;) {
      this.#skipSpaces();
      const code = this.#text.charCodeAt(this.#at);
      if (code === CLOSE_LIST && items.length === 0) break;
      const item = isQuote(code) ? this.#quoted(code) : this.#flowPlain();
      if (!item) return undefined;
      items.push(item);
      this.#skipSpaces();
      const next = this.#text.charCodeAt(this.#at);
      if (next === CLOSE_LIST) break;
      if (next !== COMMA) return undefined;
      this.#at++;
    }
    this.#at++;
    return textSeq(start, this.#at, fitted(items), true, false);
  }

  #emptyMap(): MapNode | undefined {
    const start = this.#at;
    if (this.#text.charCodeAt(start + 1) !== CLOSE_MAP) return undefined;
    this.#at += 2;
    return textMap(start, this.#at, NO_ENTRIES, true, false);
  }

  #quoted(quote: number): ScalarNode | undefined {
    const text = this.#text;
    const start = this.#at;
    let end = start + 1;
    for (; ; end++) {
      const code = text.charCodeAt(end);
      if (code === quote) break;
      if (code === LINE_FEED || code === 92 || end >= text.length) return undefined;
    }
    this.#at = end + 1;
    return this.#scalar(start, end + 1, quote === QUOTE ? 'double' : 'single');
  }

  /** A plain scalar up to the line's end or a comment. */
  #plain(): ScalarNode | undefined {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if (INDICATORS.has(first) || (first === DASH && isBlank(text.charCodeAt(start + 1)))) return undefined;
    let end = start;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED) break;
      if (code === SPACE || code === RETURN) continue;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
      if (code === COLON && (at + 1 === text.length || isBlank(text.charCodeAt(at + 1)))) return undefined;
      end = at + 1;
    }
    this.#at = end;
    return this.#scalar(start, end, 'plain');
  }

  /** A plain scalar inside a flow list, up to its comma or bracket. */
  #flowPlain(): ScalarNode | undefined {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if (INDICATORS.has(first) || first === DASH) return undefined;
    let end = start;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === CLOSE_LIST) break;
      if (code === SPACE) continue;
      if (at >= text.length || code === LINE_FEED || code === COLON || code === HASH) return undefined;
      if (code === OPEN_LIST || code === OPEN_MAP || code === CLOSE_MAP) return undefined;
      end = at + 1;
    }
    this.#at = end;
    return end > start ? this.#scalar(start, end, 'plain') : undefined;
  }

  #scalar(start: number, end: number, style: ScalarStyle): ScalarNode | undefined {
    const quotes = style === 'plain' ? 0 : 1;
    const text = shared(this.#text.slice(start + quotes, end - quotes));
    const value = style === 'plain' ? readPlain(text) : text;
    if (value === undefined) return undefined;
    const unknown = this.#substitutions && hasSubstitution(text);
    return textScalar(start, end, value, text, style, unknown);
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at++;
  }

  #atLineEnd(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return code === LINE_FEED || code === RETURN || code === HASH || this.#at >= this.#text.length;
  }

  /** From a line's end, or the comment before it, to the next content. A comment belongs to what it stands behind. */
  #endLine(): void {
    const text = this.#text;
    const lineFeed = text.indexOf('\n', this.#at);
    const end = lineFeed < 0 ? text.length : lineFeed;
    if (text.charCodeAt(this.#at) === HASH) this.#tail = trimmedEnd(text, end);
    this.#at = Math.min(end + 1, text.length);
    this.#nextLine();
  }
}

/** A copy without the room that arrays keep to grow: trees are many, and stay. */
const fitted = <T>(array: readonly T[]): readonly T[] => array.slice();

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isQuote = (code: number): boolean => code === QUOTE || code === APOSTROPHE;
const isBlank = (code: number): boolean =>
  code === SPACE || code === LINE_FEED || code === RETURN || Number.isNaN(code);

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/**
 * Where a cursor stands in a document that may be half typed, so that no parser can be asked. One pass over the lines above follows
 * indentation, dashes, flow brackets and block scalars, as far as they make sense.
 */
import type { Span } from '../text/span';

export type Path = readonly (string | number)[];

export interface Cursor {
  /**
   * `key`: a key is being typed in the map at `path`. `value`: the value at `path`. `item`: a blank place where either a key of the map
   * or a new item of the list at `path` may begin. `block`: inside the block scalar at `path`. `none`: in a comment.
   */
  readonly kind: 'key' | 'value' | 'item' | 'block' | 'none';
  readonly path: Path;
  /** What is typed up to the cursor, without an opening quote. */
  readonly prefix: string;
  /** What a completion replaces: the word around the cursor. */
  readonly word: Span;
  readonly quote: '' | '"' | "'";
  readonly flow: boolean;
  /** Column where a sibling key would stand. */
  readonly column: number;
  /** Keys of the same map, above and below. */
  readonly siblings: ReadonlySet<string>;
  /** A colon follows the word already. */
  readonly hasColon: boolean;
}

interface Level {
  readonly indent: number;
  readonly kind: 'map' | 'seq';
  readonly flow: boolean;
  key: string | undefined;
  index: number;
  readonly keys: Set<string>;
}

const KEY =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'[\]{}#&*!|>%@`,-][^\n]*?|-[^\s][^\n]*?))[ \t]*:(?=[ \t\r\n]|$)/;
const BLOCK_HEADER = /^[|>][-+0-9]*[ \t]*(?:#.*)?$/;
const PROPERTY = /^[&!][^\s]*[ \t]+/;
const WORD_BREAK = /[\s,[\]{}"']/;

/** @param offset in the document's own offsets. */
export function cursorAt(text: string, offset: number): Cursor {
  return new Scanner(text, offset).run();
}

class Scanner {
  readonly #text: string;
  readonly #offset: number;
  readonly #stack: Level[] = [];

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = Math.max(0, Math.min(offset, text.length));
  }

  run(): Cursor {
    let at = 0;
    while (at <= this.#text.length) {
      const lineBreak = this.#text.indexOf('\n', at);
      const end = lineBreak < 0 ? this.#text.length : lineBreak;
      const found = this.#line(at, this.#text[end - 1] === '\r' && end > at ? end - 1 : end);
      if (typeof found === 'object') return found;
      at = Math.max(found, end) + 1;
    }
    return this.#none();
  }

  /** Reads the line from `start` to `end`; answers the cursor when it is here, else the offset up to which text was consumed. */
  #line(start: number, end: number): Cursor | number {
    const line = this.#text.slice(start, end);
    const here = this.#offset >= start && this.#offset <= end;
    const indent = line.length - line.trimStart().length;
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) return here ? this.#none() : end;
    if (line.trim() === '') return here ? this.#blank(this.#offset - start) : end;
    if (here && this.#offset - start < indent) return this.#blank(this.#offset - start);
    if (line[indent] === '#') return here ? this.#none() : end;
    let column = indent;
    while (line[column] === '-' && (column + 1 >= line.length || /\s/.test(line[column + 1]!))) {
      this.#openItem(column);
      const next = /^[ \t]*/.exec(line.slice(column + 1))![0].length;
      if (here && this.#offset - start <= column + 1 + next && column + 1 + next >= line.length) {
        return this.#place(this.#offset > start + column ? 'item' : 'none', column + 2);
      }
      if (here && this.#offset - start <= column) return this.#none();
      column += 1 + next;
    }
    if (column >= line.length) return end;
    return this.#content(start + column, end, column, here);
  }

  /** A key, or a plain item, that begins at `at` in the given column. */
  #content(at: number, end: number, column: number, here: boolean): Cursor | number {
    const rest = this.#text.slice(at, end);
    const match = KEY.exec(rest);
    if (!match || rest[0] === '{' || rest[0] === '[') {
      if (rest[0] === '{' || rest[0] === '[') return this.#flow(at);
      return here ? this.#bareWord(at, column) : end;
    }
    const keyEnd = at + match[0].length;
    if (here && this.#offset < keyEnd) {
      this.#leaveTo(column);
      return this.#place('key', column);
    }
    this.#openKey(column, match[1] ?? match[2] ?? match[3]!);
    let valueAt = keyEnd + /^[ \t]*/.exec(this.#text.slice(keyEnd, end))![0].length;
    const property = PROPERTY.exec(this.#text.slice(valueAt, end));
    if (property && this.#offset > valueAt + property[0].length) valueAt += property[0].length;
    const value = this.#text.slice(valueAt, end);
    if (BLOCK_HEADER.test(value)) return this.#blockScalar(column, end, here);
    if ((value[0] === '{' || value[0] === '[') && !(here && this.#offset <= valueAt)) return this.#flow(valueAt);
    if (!here) return end;
    if (/^#|\s#/.test(this.#text.slice(keyEnd, this.#offset))) return this.#none();
    if (this.#offset === keyEnd) return this.#none();
    return this.#place('value', column);
  }

  /** Text without a colon: a key being typed, or a scalar item of a list. */
  #bareWord(at: number, column: number): Cursor {
    const before = this.#text.slice(at, this.#offset);
    if (/\s#/.test(before)) return this.#none();
    const top = this.#stack.at(-1);
    if (
      top?.kind === 'seq' &&
      top.indent < column &&
      this.#text.slice(at - (column - top.indent), at).startsWith('-')
    ) {
      return this.#place('item', column);
    }
    this.#leaveTo(column);
    return this.#place('key', column);
  }

  #blank(column: number): Cursor {
    this.#leaveTo(column);
    const top = this.#stack.at(-1);
    if (top && top.kind === 'map' && top.indent < column) return this.#place('item', column);
    return this.#place(top?.kind === 'seq' ? 'item' : 'key', column);
  }

  #blockScalar(column: number, headerEnd: number, here: boolean): Cursor | number {
    if (here) return this.#none();
    let at = headerEnd;
    while (at < this.#text.length) {
      const lineStart = this.#text.indexOf('\n', at) + 1;
      if (lineStart === 0) break;
      const next = this.#text.indexOf('\n', lineStart);
      const end = next < 0 ? this.#text.length : next;
      const line = this.#text.slice(lineStart, end);
      const indent = line.length - line.trimStart().length;
      const inside = line.trim() === '' || indent > column;
      if (!inside) return at;
      if (
        this.#offset >= lineStart &&
        this.#offset <= end &&
        (line.trim() !== '' || this.#offset - lineStart > column)
      ) {
        return this.#place('block', column);
      }
      if (this.#offset >= lineStart && this.#offset <= end) return at;
      at = end;
    }
    return at;
  }

  /** Follows a flow collection from its bracket to its end, or to the cursor. */
  #flow(from: number): Cursor | number {
    const base = this.#stack.length;
    let at = from;
    let tokenStart = from;
    while (at < this.#text.length) {
      if (at === this.#offset && this.#stack.length > base) return this.#inFlow(tokenStart);
      const char = this.#text[at]!;
      const top = this.#stack.at(-1);
      if (char === '"' || char === "'") {
        const close = this.#quoteEnd(at, char);
        if (this.#offset > at && this.#offset <= close) return this.#inFlow(tokenStart);
        at = close;
      } else if (char === '{' || char === '[') {
        this.#stack.push({
          indent: -1,
          kind: char === '{' ? 'map' : 'seq',
          flow: true,
          key: undefined,
          index: 0,
          keys: new Set(),
        });
        tokenStart = at + 1;
      } else if (char === '}' || char === ']') {
        this.#stack.pop();
        if (this.#stack.length <= base) return at + 1;
      } else if (char === ',') {
        if (top?.flow) {
          top.index++;
          top.key = undefined;
        }
        tokenStart = at + 1;
      } else if (
        char === ':' &&
        /[\s,{}[\]]|^$/.test(this.#text[at + 1] ?? '') &&
        top?.kind === 'map' &&
        top.key === undefined
      ) {
        top.key = unquote(this.#text.slice(tokenStart, at).trim());
        top.keys.add(top.key);
        tokenStart = at + 1;
      } else if (
        char === '\n' &&
        /^\s*[\w./-]+:(?:\s|$)/.test(this.#text.slice(at + 1, at + 80)) &&
        top?.kind === 'seq'
      ) {
        // A bracket that was never closed: the next line is block style again.
        this.#stack.length = base;
        return at - 1;
      }
      at++;
    }
    return this.#offset >= at && this.#stack.length > base ? this.#inFlow(tokenStart) : at;
  }

  #inFlow(tokenStart: number): Cursor {
    const top = this.#stack.at(-1)!;
    const kind = top.kind === 'seq' || top.key !== undefined ? 'value' : 'key';
    const lead = /^\s*/.exec(this.#text.slice(tokenStart, this.#offset))![0].length;
    return this.#cursor(kind, this.#path(kind === 'key'), tokenStart + lead, -1, true, top.keys);
  }

  #quoteEnd(at: number, quote: string): number {
    for (let i = at + 1; i < this.#text.length; i++) {
      if (quote === '"' && this.#text[i] === '\\') i++;
      else if (this.#text[i] === quote || this.#text[i] === '\n') return i;
    }
    return this.#text.length;
  }

  #leaveTo(column: number): void {
    while (this.#stack.length > 0 && this.#stack.at(-1)!.indent > column) this.#stack.pop();
  }

  #openItem(column: number): void {
    this.#leaveTo(column);
    const top = this.#stack.at(-1);
    if (top?.kind === 'seq' && top.indent === column) top.index++;
    else this.#stack.push({ indent: column, kind: 'seq', flow: false, key: undefined, index: 0, keys: new Set() });
  }

  #openKey(column: number, key: string): void {
    this.#leaveTo(column);
    while (this.#stack.at(-1)?.kind === 'seq' && this.#stack.at(-1)!.indent === column) this.#stack.pop();
    let top = this.#stack.at(-1);
    if (top?.kind !== 'map' || top.indent !== column) {
      top = { indent: column, kind: 'map', flow: false, key: undefined, index: 0, keys: new Set() };
      this.#stack.push(top);
    }
    top.key = key;
    top.keys.add(key);
  }

  /** The path of the stack; `ofMap` leaves out the key of the map on top. */
  #path(ofMap: boolean): Path {
    return this.#stack.flatMap((level, i): (string | number)[] => {
      if (level.kind === 'seq') return [level.index];
      if (ofMap && i === this.#stack.length - 1) return [];
      return level.key === undefined ? [] : [level.key];
    });
  }

  #place(kind: Cursor['kind'], column: number): Cursor {
    const wordStart = this.#wordStart();
    let keys: ReadonlySet<string> = new Set();
    let path = this.#path(false);
    const top = this.#stack.at(-1);
    if (kind === 'key') {
      while (this.#stack.at(-1)?.kind === 'seq' && this.#stack.at(-1)!.indent >= column) this.#stack.pop();
      const map = this.#stack.at(-1);
      const sibling = map?.kind === 'map' && map.indent === column;
      path = this.#path(sibling === true);
      keys = this.#siblings(sibling ? map.keys : new Set(), column);
    } else if (kind === 'value' && top) {
      keys = top.keys;
    } else if (kind === 'item') {
      keys = this.#siblings(new Set(), column);
    }
    return this.#cursor(kind, path, wordStart, column, false, keys);
  }

  /** Keys above, and those in the same column on the lines below as far as the map goes. */
  #siblings(above: ReadonlySet<string>, column: number): ReadonlySet<string> {
    const keys = new Set(above);
    const lineEnd = this.#text.indexOf('\n', this.#offset);
    if (lineEnd < 0) return keys;
    for (const line of this.#text.slice(lineEnd + 1).split('\n')) {
      const indent = line.length - line.trimStart().length;
      if (line.trim() === '' || line[indent] === '#' || indent > column) continue;
      if (indent < column || line[indent] === '-' || line.startsWith('---')) break;
      const match = KEY.exec(line.slice(indent));
      if (match) keys.add(match[1] ?? match[2] ?? match[3]!);
    }
    return keys;
  }

  #wordStart(): number {
    let start = this.#offset;
    while (start > 0 && !WORD_BREAK.test(this.#text[start - 1]!)) start--;
    return start;
  }

  #cursor(
    kind: Cursor['kind'],
    path: Path,
    wordStart: number,
    column: number,
    flow: boolean,
    siblings: ReadonlySet<string>,
  ): Cursor {
    const first = this.#text[wordStart] ?? '';
    const before = this.#text[wordStart - 1] ?? '';
    const quote = first === '"' || first === "'" ? first : before === '"' || before === "'" ? before : '';
    const start = Math.min(this.#offset, first === quote && quote !== '' ? wordStart + 1 : wordStart);
    let end = this.#offset;
    while (
      end < this.#text.length &&
      !WORD_BREAK.test(this.#text[end]!) &&
      !/^:(?:\s|$)/.test(this.#text.slice(end, end + 2))
    )
      end++;
    return {
      kind,
      path,
      prefix: this.#text.slice(start, this.#offset),
      word: { start, end },
      quote: quote as Cursor['quote'],
      flow,
      column,
      siblings,
      hasColon: /^["']?[ \t]*:(?:\s|$)/.test(this.#text.slice(end)),
    };
  }

  #none(): Cursor {
    return this.#cursor('none', this.#path(false), this.#offset, 0, false, new Set());
  }
}

const unquote = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

/**
 * Nodes as they are read from a text. A workspace keeps them by the million, so they hold their offsets themselves and make a span when
 * one is asked for, and what is true or false of them is one number.
 */
import type { Span } from '../text/span';
import type { Entry, MapNode, ScalarNode, ScalarStyle, SeqNode, YamlNode } from './node';

const UNKNOWN = 8;
/** In the order of the lowest bits of a scalar's `how`. */
const STYLES: readonly ScalarStyle[] = ['plain', 'single', 'double', 'literal', 'folded'];
const FLOW = 1;
const OPEN = 2;

class TextScalar implements ScalarNode {
  readonly start: number;
  readonly end: number;
  readonly value: ScalarNode['value'];
  readonly text: string;
  readonly how: number;

  constructor(start: number, end: number, value: ScalarNode['value'], text: string, how: number) {
    this.start = start;
    this.end = end;
    this.value = value;
    this.text = text;
    this.how = how;
  }

  get kind(): 'scalar' {
    return 'scalar';
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get style(): ScalarStyle {
    return STYLES[this.how & 7]!;
  }

  get unknown(): boolean {
    return (this.how & UNKNOWN) !== 0;
  }
}

/** An unquoted string on one line: what most scalars are. */
class PlainText implements ScalarNode {
  readonly start: number;
  readonly text: string;

  constructor(start: number, text: string) {
    this.start = start;
    this.text = text;
  }

  get kind(): 'scalar' {
    return 'scalar';
  }

  get span(): Span {
    return { start: this.start, end: this.start + this.text.length };
  }

  get value(): string {
    return this.text;
  }

  get style(): ScalarStyle {
    return 'plain';
  }

  get unknown(): boolean {
    return false;
  }
}

class TextEntry implements Entry {
  readonly key: ScalarNode;
  readonly value: YamlNode;

  constructor(key: ScalarNode, value: YamlNode) {
    this.key = key;
    this.value = value;
  }

  get span(): Span {
    const { start, end } = this.key.span;
    return { start, end: Math.max(end, this.value.span.end) };
  }
}

class TextMap implements MapNode {
  readonly start: number;
  readonly end: number;
  readonly entries: readonly Entry[];
  readonly how: number;

  constructor(start: number, end: number, entries: readonly Entry[], how: number) {
    this.start = start;
    this.end = end;
    this.entries = entries;
    this.how = how;
  }

  get kind(): 'map' {
    return 'map';
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get flow(): boolean {
    return (this.how & FLOW) !== 0;
  }

  get open(): boolean {
    return (this.how & OPEN) !== 0;
  }
}

class TextSeq implements SeqNode {
  readonly start: number;
  readonly end: number;
  readonly items: readonly YamlNode[];
  readonly how: number;

  constructor(start: number, end: number, items: readonly YamlNode[], how: number) {
    this.start = start;
    this.end = end;
    this.items = items;
    this.how = how;
  }

  get kind(): 'seq' {
    return 'seq';
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get flow(): boolean {
    return (this.how & FLOW) !== 0;
  }

  get open(): boolean {
    return (this.how & OPEN) !== 0;
  }
}

/** @param unknown the value is not kept then */
export function textScalar(
  start: number,
  end: number,
  value: ScalarNode['value'],
  text: string,
  style: ScalarStyle,
  unknown: boolean,
): ScalarNode {
  if (value === text && style === 'plain' && !unknown && end - start === text.length) return new PlainText(start, text);
  return new TextScalar(start, end, unknown ? undefined : value, text, STYLES.indexOf(style) | (unknown ? UNKNOWN : 0));
}

export const textEntry = (key: ScalarNode, value: YamlNode): Entry => new TextEntry(key, value);

export const textMap = (start: number, end: number, entries: readonly Entry[], flow: boolean, open: boolean): MapNode =>
  new TextMap(start, end, entries, (flow ? FLOW : 0) | (open ? OPEN : 0));

export const textSeq = (
  start: number,
  end: number,
  items: readonly YamlNode[],
  flow: boolean,
  open: boolean,
): SeqNode => new TextSeq(start, end, items, (flow ? FLOW : 0) | (open ? OPEN : 0));

/**
 * Nodes as they are read from a text. A workspace keeps them by the million, so they hold their offsets themselves and make a span when
 * one is asked for.
 */
import type { Span } from '../text/span';
import type { Entry, MapNode, ScalarNode, ScalarStyle, SeqNode, YamlNode } from './node';

class TextScalar implements ScalarNode {
  readonly kind = 'scalar';
  readonly start: number;
  readonly end: number;
  readonly value: ScalarNode['value'];
  readonly text: string;
  readonly style: ScalarStyle;
  readonly unknown: boolean;

  constructor(
    start: number,
    end: number,
    value: ScalarNode['value'],
    text: string,
    style: ScalarStyle,
    unknown: boolean,
  ) {
    this.start = start;
    this.end = end;
    this.value = value;
    this.text = text;
    this.style = style;
    this.unknown = unknown;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
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
  readonly kind = 'map';
  readonly start: number;
  readonly end: number;
  readonly entries: readonly Entry[];
  readonly flow: boolean;
  readonly open: boolean;

  constructor(start: number, end: number, entries: readonly Entry[], flow: boolean, open: boolean) {
    this.start = start;
    this.end = end;
    this.entries = entries;
    this.flow = flow;
    this.open = open;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }
}

class TextSeq implements SeqNode {
  readonly kind = 'seq';
  readonly start: number;
  readonly end: number;
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
  readonly open: boolean;

  constructor(start: number, end: number, items: readonly YamlNode[], flow: boolean, open: boolean) {
    this.start = start;
    this.end = end;
    this.items = items;
    this.flow = flow;
    this.open = open;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }
}

/** @param unknown the value is not kept then */
export const textScalar = (
  start: number,
  end: number,
  value: ScalarNode['value'],
  text: string,
  style: ScalarStyle,
  unknown: boolean,
): ScalarNode => new TextScalar(start, end, unknown ? undefined : value, text, style, unknown);

export const textEntry = (key: ScalarNode, value: YamlNode): Entry => new TextEntry(key, value);

export const textMap = (
  start: number,
  end: number,
  entries: readonly Entry[],
  flow: boolean,
  open: boolean,
): MapNode => new TextMap(start, end, entries, flow, open);

export const textSeq = (
  start: number,
  end: number,
  items: readonly YamlNode[],
  flow: boolean,
  open: boolean,
): SeqNode => new TextSeq(start, end, items, flow, open);

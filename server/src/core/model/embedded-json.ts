/** JSON written inside a YAML scalar, as a tree whose spans are the document's. */
import { type Node, type ParseError, type ParseErrorCode, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { ScalarNode } from '../yaml/node';
import { type ScalarText, scalarOffsets } from '../yaml/scalar-offsets';
import { repairJson } from './json-repair';

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

export interface JsonNode {
  readonly kind: JsonKind;
  /** In the document. */
  readonly span: Span;
  /** In the JSON text. */
  readonly inText: Span;
  /** Of a string, number, boolean or null. */
  readonly value: unknown;
  readonly properties: readonly JsonProperty[];
  readonly items: readonly JsonNode[];
}

export interface JsonProperty {
  readonly name: string;
  /** The key with its quotes. */
  readonly key: JsonNode;
  /** `undefined` while it is being typed. */
  readonly value: JsonNode | undefined;
}

export interface JsonProblem {
  readonly code: JsonProblemCode;
  readonly span: Span;
  readonly inText: Span;
}
export type JsonProblemCode = ReturnType<typeof printParseErrorCode>;

/** Total like the YAML parser: a partial tree and problems come back for any text. */
export class EmbeddedJson {
  readonly scalar: ScalarNode;
  readonly text: string;
  readonly root: JsonNode | undefined;
  readonly problems: readonly JsonProblem[];
  readonly #offsets: ScalarText;

  private constructor(documentText: string, scalar: ScalarNode) {
    this.scalar = scalar;
    this.#offsets = scalarOffsets(scalar.origin?.text ?? documentText, scalar);
    this.text = this.#offsets.value;
    const errors: ParseError[] = [];
    const tree = parseTree(this.text, errors, { disallowComments: true, allowTrailingComma: false });
    this.root = tree && this.#node(tree);
    this.problems = errors.map(({ error, offset, length }) => {
      const inText = { start: offset, end: offset + length };
      return { code: printParseErrorCode(error as ParseErrorCode), inText, span: this.spanOf(inText) };
    });
  }

  static read(documentText: string, scalar: ScalarNode): EmbeddedJson {
    return new EmbeddedJson(documentText, scalar);
  }

  /** Edits are possible: every character's place is known. */
  get editable(): boolean {
    return this.#offsets.exact;
  }

  spanOf(inText: Span): Span {
    const span = this.#offsets.spanOf(inText);
    const { origin } = this.scalar;
    return origin ? { ...span, origin } : span;
  }

  /** JSON offset of a document offset. */
  offsetOf(documentOffset: number): number {
    return this.#offsets.toValue(documentOffset);
  }

  /** Replaces a part of the JSON text; escaped and indented as the scalar asks. */
  edit(inText: Span, newText: string): TextEdit {
    const edit = this.#offsets.edit(inText, newText);
    // What a patch wrote stands in another text.
    const { origin } = this.scalar;
    return origin ? { ...edit, span: { ...edit.span, origin } } : edit;
  }

  /** Puts a property in front of the object's first one, on a line of its own where that has one, aligned with it. */
  addFirstProperty(object: JsonNode, name: string, value: unknown): TextEdit {
    const property = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
    const first = object.properties[0];
    if (!first) {
      const inside = { start: object.inText.start + 1, end: object.inText.end - 1 };
      return this.edit(inside, property);
    }
    const at = first.key.inText.start;
    const before = /\n[ \t]*$/.exec(this.text.slice(0, at));
    return this.edit({ start: at, end: at }, `${property},${before ? before[0] : ' '}`);
  }

  renameKey(property: JsonProperty, name: string): TextEdit {
    return this.edit(property.key.inText, JSON.stringify(name));
  }

  replace(node: JsonNode, value: unknown): TextEdit {
    return this.edit(node.inText, JSON.stringify(value));
  }

  /** The smallest edit that makes the text JSON again; `undefined` when no simple one is known. */
  repair(): TextEdit | undefined {
    const repaired = this.editable ? repairJson(this.text) : undefined;
    if (repaired === undefined || repaired === this.text) return undefined;
    // From the end first: a line that is added belongs behind the last one, not behind the line break at the end, which is no place in
    // a block scalar.
    let end = 0;
    while (end < Math.min(this.text.length, repaired.length) && this.text.at(-1 - end) === repaired.at(-1 - end)) end++;
    let start = 0;
    const most = Math.min(this.text.length, repaired.length) - end;
    while (start < most && this.text[start] === repaired[start]) start++;
    return this.edit({ start, end: this.text.length - end }, repaired.slice(start, repaired.length - end));
  }

  #node(node: Node): JsonNode {
    const inText = { start: node.offset, end: node.offset + node.length };
    const children = node.children ?? [];
    return {
      kind: node.type === 'property' ? 'object' : node.type,
      span: this.spanOf(inText),
      inText,
      value: node.value,
      properties:
        node.type === 'object'
          ? children.flatMap(({ children: pair }) =>
              pair?.[0]
                ? [{ name: String(pair[0].value), key: this.#node(pair[0]), value: pair[1] && this.#node(pair[1]) }]
                : [],
            )
          : [],
      items: node.type === 'array' ? children.map((child) => this.#node(child)) : [],
    };
  }
}

/**
 * The property that Go's encoding/json would put into the field `name`: it compares without regard to case, and the last one wins.
 */
export const goField = (object: JsonNode | undefined, name: string): JsonProperty | undefined =>
  object?.properties.filter((property) => property.name.toLowerCase() === name.toLowerCase()).at(-1);

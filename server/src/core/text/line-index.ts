/** A place in a text; both numbers count from 0, `character` in UTF-16 units (as the LSP does). */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Translates offsets to lines and back for one text. Lines end with LF, CRLF or a lone CR. */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10) this.#starts.push(i + 1);
      else if (code === 13 && text.charCodeAt(i + 1) !== 10) this.#starts.push(i + 1);
    }
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offset of the first character of a line; the text's length for lines past the end. */
  startOf(line: number): number {
    return line < 0 ? 0 : (this.#starts[line] ?? this.#length);
  }

  /** Position of an offset; offsets outside the text are clamped. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - this.#starts[low]! };
  }

  /** Offset of a position; a character past the line's end is clamped to the next line's start. */
  offsetAt(position: Position): number {
    if (position.line >= this.#starts.length) return this.#length;
    const start = this.startOf(position.line);
    return Math.max(start, Math.min(start + position.character, this.startOf(position.line + 1)));
  }
}

/** Offsets to lines and back, for the files of one workspace. Kept per version of a file. */
import { LineIndex, type Position, type SourceFile, type Span, type Workspace } from '../core';

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Replaces a range of a file. */
export interface RangeEdit {
  readonly uri: string;
  readonly range: Range;
  readonly newText: string;
}

export class Lines {
  readonly #workspace: Workspace;
  readonly #byFile = new WeakMap<SourceFile, LineIndex>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** @param uri a file of the workspace; for others every offset is at the start */
  rangeOf(uri: string, span: Span): Range {
    const lines = this.#of(uri);
    return { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
  }

  spanOf(uri: string, range: Range): Span {
    const lines = this.#of(uri);
    return { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
  }

  offsetAt(uri: string, position: Position): number {
    return this.#of(uri).offsetAt(position);
  }

  editOf({ uri, span, newText }: { uri: string; span: Span; newText: string }): RangeEdit {
    return { uri, range: this.rangeOf(uri, span), newText };
  }

  #of(uri: string): LineIndex {
    const file = this.#workspace.snapshot.files.get(uri);
    if (!file) return new LineIndex('');
    let lines = this.#byFile.get(file);
    if (!lines) {
      lines = new LineIndex(file.text);
      this.#byFile.set(file, lines);
    }
    return lines;
  }
}

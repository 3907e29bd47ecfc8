/** Findings with the lines and columns that people and machines read, all counted from 1. */
import { LineIndex, type PlacedFinding, type Severity, type Workspace } from '../../core';
import type { Inputs } from '../inputs';

export interface Place {
  readonly file: string;
  readonly line: number;
  /** In UTF-16 units, as editors and the LSP count. */
  readonly column: number;
  readonly endLine: number;
  /** Behind the last character. */
  readonly endColumn: number;
}

export interface Reported extends Place {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly fixes: readonly { readonly title: string }[];
  readonly related: readonly (Place & { readonly message: string })[];
  /** The lines that the span touches, without their ends. */
  readonly source: readonly string[];
}

/** Findings of all inputs, in order of files and places. */
export function reportedFindings(workspace: Workspace, { files }: Inputs): Reported[] {
  const texts = new Map<string, FileText>();
  const textOf = (uri: string) => {
    let text = texts.get(uri);
    if (!text) {
      text = new FileText(files.get(uri)?.name ?? uri, workspace.snapshot.files.get(uri)?.text ?? '');
      texts.set(uri, text);
    }
    return text;
  };
  return [...files.keys()].flatMap((uri) =>
    workspace.findings(uri).map((finding): Reported => {
      const place = textOf(uri).place(finding.span);
      return {
        ...place,
        severity: finding.severity,
        code: finding.rule,
        message: finding.message,
        fixes: finding.fixes.map(({ title }) => ({ title })),
        related: finding.related.map(({ uri: other, span, message }) => ({ ...textOf(other).place(span), message })),
        source: textOf(uri).lines(place.line, place.endLine),
      };
    }),
  );
}

class FileText {
  readonly #name: string;
  readonly #text: string;
  readonly #index: LineIndex;

  constructor(name: string, text: string) {
    this.#name = name;
    this.#text = text;
    this.#index = new LineIndex(text);
  }

  place(span: PlacedFinding['span']): Place {
    const start = this.#index.positionAt(span.start);
    const end = this.#index.positionAt(span.end);
    return {
      file: this.#name,
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  }

  lines(first: number, last: number): string[] {
    if (this.#text === '') return [];
    const lines: string[] = [];
    for (let line = first - 1; line < last; line++) {
      lines.push(this.#text.slice(this.#index.startOf(line), this.#index.startOf(line + 1)).replace(/[\r\n]+$/, ''));
    }
    return lines;
  }
}

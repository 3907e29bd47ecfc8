/** Findings with the lines and columns that people and machines read, all counted from 1. */
import { LineIndex, type PlacedFinding, SEVERITIES, type Severity, type SourceFile, type Workspace } from '../../core';
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
  /** Of its file. */
  readonly uri: string;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly fixes: readonly { readonly title: string }[];
  readonly related: readonly (Place & { readonly message: string })[];
  /** The lines that the span touches, without their ends. */
  readonly source: readonly string[];
  /** Kind, namespace and name of the object around it; empty outside of objects and for nameless ones. */
  readonly object: string;
  /** It is one that makes the command fail. */
  readonly fails: boolean;
}

/** Findings of all inputs, in order of files and places. */
export function reportedFindings(workspace: Workspace, { files }: Inputs): Reported[] {
  const texts = new Map<string, FileText>();
  const textOf = (uri: string) => {
    let text = texts.get(uri);
    if (!text) {
      text = new FileText(files.get(uri)?.name ?? uri, workspace.snapshot.files.get(uri));
      texts.set(uri, text);
    }
    return text;
  };
  return [...files].flatMap(([uri, { settings }]) => {
    const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(settings.failOn) + 1);
    return workspace.findings(uri).map((finding): Reported => {
      const place = textOf(uri).place(finding.span);
      return {
        ...place,
        uri,
        severity: finding.severity,
        code: finding.rule,
        message: finding.message,
        fixes: finding.fixes.map(({ title }) => ({ title })),
        related: finding.related.map(({ uri: other, span, message }) => ({ ...textOf(other).place(span), message })),
        source: textOf(uri).lines(place.line, place.endLine),
        object: textOf(uri).objectAt(finding.span.start),
        fails: failing.includes(finding.severity),
      };
    });
  });
}

class FileText {
  readonly #name: string;
  readonly #file: SourceFile | undefined;
  readonly #text: string;
  readonly #index: LineIndex;

  constructor(name: string, file: SourceFile | undefined) {
    this.#name = name;
    this.#file = file;
    this.#text = file?.text ?? '';
    this.#index = new LineIndex(this.#text);
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

  objectAt(offset: number): string {
    const placed = this.#file?.documentAt(offset);
    const objects = placed?.document.resources ?? [];
    // A lone object owns its comments too.
    const found =
      objects.length === 1
        ? objects[0]
        : objects.find(
            ({ root: { span } }) => span.start + placed!.start <= offset && offset <= span.end + placed!.start,
          );
    return found?.identity ?? '';
  }
}

/** Editor vocabulary into the protocol's types, in the client's spelling of URIs. */
import type { CodeAction, Diagnostic, Location, Range, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { FileEdit, NamePlace, PlacedFinding } from '../core';
import { toDiagnostic } from '../ide/diagnostics';
import type { Lines } from '../ide/lines';
import type { ClientFeatures } from './client-features';
import type { OpenDocuments } from './open-documents';

export class Converter {
  readonly #client: ClientFeatures;
  readonly #documents: OpenDocuments;
  readonly #lines: Lines;

  constructor(client: ClientFeatures, documents: OpenDocuments, lines: Lines) {
    this.#client = client;
    this.#documents = documents;
    this.#lines = lines;
  }

  diagnostic(finding: PlacedFinding): Diagnostic {
    const { relatedInformation, ...rest } = toDiagnostic(finding, this.#lines);
    if (!relatedInformation || !this.#client.relatedInformation) return rest;
    return {
      ...rest,
      relatedInformation: relatedInformation.map(({ location, message }) => ({
        location: { ...location, uri: this.#documents.spell(location.uri) },
        message,
      })),
    };
  }

  location({ uri, span }: NamePlace): Location {
    return { uri: this.#documents.spell(uri), range: this.#lines.rangeOf(uri, span) };
  }

  workspaceEdit(edits: readonly FileEdit[]): WorkspaceEdit {
    const byUri = new Map<string, { range: Range; newText: string }[]>();
    for (const edit of edits) {
      const { uri, range, newText } = this.#lines.editOf(edit);
      const list = byUri.get(uri);
      if (list) list.push({ range, newText });
      else byUri.set(uri, [{ range, newText }]);
    }
    if (!this.#client.versionedEdits) {
      return { changes: Object.fromEntries([...byUri].map(([uri, list]) => [this.#documents.spell(uri), list])) };
    }
    const documentChanges = [...byUri].map(([uri, list]): TextDocumentEdit => {
      const open = this.#documents.get(uri);
      return { textDocument: { uri: open?.uri ?? uri, version: open?.buffer.version ?? null }, edits: list };
    });
    return { documentChanges };
  }

  /** Gives an action its edit now, or `data` to find it again when the client asks. */
  withEdit(action: CodeAction, data: unknown, edits: () => readonly FileEdit[]): CodeAction {
    return this.#client.resolvesEdits ? { ...action, data } : { ...action, edit: this.workspaceEdit(edits()) };
  }
}

/** A client that opens, edits and asks without sense: every request is answered, and the server is as good as one started afresh. */

import { expect, test } from 'vitest';
import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestClient } from '../lsp/support/client';
import { forInputs, LIMIT } from './support/inputs';
import { mutatedFiles, mutateText, weirdValue } from './support/mutate';
import type { Random } from './support/random';
import { ROOT } from './support/workspace';

const STEPS = 12;

/** Requests about a place or a file, by method. */
const ABOUT_PLACE = ['hover', 'completion', 'definition', 'references', 'documentHighlight'] as const;
const ABOUT_FILE = ['documentSymbol', 'foldingRange', 'documentLink', 'codeLens', 'diagnostic'] as const;

class Player {
  readonly documents = new Map<string, TextDocument>();

  constructor(
    readonly client: TestClient,
    readonly random: Random,
  ) {}

  async open(uri: string, text: string): Promise<void> {
    this.documents.set(uri, TextDocument.create(uri, 'yaml', 1, text));
    await this.client.open(uri, text);
  }

  async step(): Promise<void> {
    const { random } = this;
    const uri = random.pick([...this.documents.keys()]);
    if (random.chance(0.4)) return this.#change(uri);
    if (random.chance(0.1)) return this.#reopen(uri);
    const document = this.documents.get(uri)!;
    const textDocument = { uri: random.chance(0.03) ? `${ROOT}nowhere.yaml` : uri };
    const range = this.#range(document);
    const position = random.chance(0.05) ? { line: 1e6, character: 1e6 } : range.start;
    if (random.chance(0.35)) {
      const actions = await this.#ask('codeAction', { textDocument, range, context: { diagnostics: [] } });
      expect(actions).toBeInstanceOf(Array);
    } else if (random.chance(0.6)) {
      const method = random.pick(ABOUT_PLACE);
      await this.#ask(method, { textDocument, position, context: { includeDeclaration: true } });
    } else {
      await random.pick([
        () => this.#ask(random.pick(ABOUT_FILE), { textDocument }),
        () => this.#ask('selectionRange', { textDocument, positions: [position] }),
        () => this.#ask('inlayHint', { textDocument, range }),
        // A refusal, with its reason, is an answer too.
        () =>
          this.#ask('prepareRename', { textDocument, position }).catch((error) => expect(error.message).toMatch(/\.$/)),
      ])();
    }
  }

  #ask(method: string, params: unknown): Promise<unknown> {
    return this.client.connection.sendRequest(`textDocument/${method}`, params);
  }

  #range(document: TextDocument): Range {
    const length = document.getText().length;
    const start = this.random.below(length + 1);
    const end = Math.min(length, start + this.random.below(30));
    return { start: document.positionAt(start), end: document.positionAt(end) };
  }

  async #change(uri: string): Promise<void> {
    const before = this.documents.get(uri)!;
    const contentChanges: TextDocumentContentChangeEvent[] = [];
    let document = before;
    for (let i = this.random.below(3) + 1; i > 0; i--) {
      const change = this.random.chance(0.3)
        ? { text: mutateText(document.getText(), this.random) }
        : { range: this.#range(document), text: weirdValue(this.random) };
      contentChanges.push(change);
      document = TextDocument.update(document, [change], document.version + 1);
    }
    this.documents.set(uri, document);
    const textDocument = { uri, version: document.version };
    await this.client.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
  }

  async #reopen(uri: string): Promise<void> {
    const text = this.documents.get(uri)!.getText();
    await this.client.close(uri);
    await this.open(uri, text);
  }

  /** Diagnostics of every open document, as the server says them now. */
  async reports(): Promise<unknown[]> {
    const reports: unknown[] = [];
    for (const uri of this.documents.keys()) {
      const report = await this.client.pull(uri);
      reports.push({ uri, items: report.kind === 'full' ? report.items : report.kind });
    }
    return reports;
  }
}

test('a server that was edited at random says what a new one says of the same texts', LIMIT, () =>
  forInputs(0.05, async (random) => {
    const client = await TestClient.start({ pull: true, resolve: true, snippets: true });
    const player = new Player(client, random);
    for (const [name, text] of mutatedFiles(random)) await player.open(ROOT + name, text);
    for (let i = 0; i < STEPS; i++) await player.step();
    const edited = await player.reports();
    expect(client.logs.filter((message) => /threw|fail|error/i.test(message))).toEqual([]);
    await client.stop();

    // What an editor does after a crash: the documents are opened again in a new server.
    const restarted = await TestClient.start({ pull: true, resolve: true, snippets: true });
    const again = new Player(restarted, random);
    for (const [uri, document] of player.documents) await again.open(uri, document.getText());
    expect(await again.reports()).toEqual(edited);
    await restarted.stop();
  }),
);

/** A language client over real streams, with the server in the same process: what a user's editor would see. */
import { PassThrough } from 'node:stream';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import {
  type CodeAction,
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { WorkspaceFiles } from '../../../server/src/files/workspace-files';
import { createSession } from '../../../server/src/lsp/session';
import { nodeFiles } from '../../../server/src/node/files';
import { STATISTICS_REQUEST, type Statistics } from '../../../server/src/protocol';

export interface ClientOptions {
  /** Folder URIs. */
  readonly folders?: readonly string[];
  /** Pull diagnostics; otherwise the server pushes them. */
  readonly pull?: boolean;
  /** Code actions get their edits when resolved. */
  readonly resolve?: boolean;
  readonly snippets?: boolean;
  /** The section `meshward`; a client without one cannot be asked for settings. */
  readonly settings?: Record<string, unknown>;
  readonly initializationOptions?: unknown;
  readonly files?: WorkspaceFiles;
}

export interface Progress {
  readonly kind: 'begin' | 'report' | 'end';
  readonly title?: string;
  readonly message?: string;
}

export class TestClient {
  readonly connection: ProtocolConnection;
  readonly logs: string[] = [];
  readonly progress: Progress[] = [];
  readonly watchers: string[] = [];
  /** Every publication, in order. */
  readonly published: PublishDiagnosticsParams[] = [];
  readonly settings: Record<string, unknown>;
  initialized: InitializeResult | undefined;
  refreshes = 0;
  /** Requests to fetch code lenses or inlay hints anew. */
  viewRefreshes = 0;
  readonly #documents = new Map<string, TextDocument>();
  readonly #waiting = new Set<() => void>();
  readonly #options: ClientOptions;
  #toServer: PassThrough | undefined;

  constructor(connection: ProtocolConnection, options: ClientOptions) {
    this.connection = connection;
    this.#options = options;
    this.settings = { ...options.settings };
    connection.onNotification('window/logMessage', ({ message }: { message: string }) =>
      this.#saw(() => this.logs.push(message)),
    );
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) =>
      this.#saw(() => this.published.push(params)),
    );
    connection.onNotification('$/progress', ({ value }: { value: Progress }) =>
      this.#saw(() => this.progress.push(value)),
    );
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => this.settings),
    );
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.#saw(() => this.refreshes++);
      return null;
    });
    for (const method of ['workspace/codeLens/refresh', 'workspace/inlayHint/refresh']) {
      connection.onRequest(method, () => {
        this.#saw(() => this.viewRefreshes++);
        return null;
      });
    }
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest(
      'client/registerCapability',
      ({ registrations }: { registrations: { registerOptions?: { watchers?: { globPattern: string }[] } }[] }) => {
        const globs = registrations.flatMap((one) => one.registerOptions?.watchers ?? []).map((one) => one.globPattern);
        this.#saw(() => this.watchers.push(...globs));
        return null;
      },
    );
  }

  /** A client whose server runs in this process. */
  static async start(options: ClientOptions = {}): Promise<TestClient> {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    const server = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(toServer),
      new StreamMessageWriter(toClient),
    );
    createSession(server, { files: options.files ?? nodeFiles(), defer: setImmediate });
    server.listen();
    const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    const client = await TestClient.handshake(connection, options);
    client.#toServer = toServer;
    return client;
  }

  /** Sends notifications in one chunk, so that all are there before the server reads the first. */
  burst(method: string, params: readonly unknown[]): void {
    const frames = params.map((each) => {
      const body = JSON.stringify({ jsonrpc: '2.0', method, params: each });
      return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    });
    this.#toServer!.write(frames.join(''));
  }

  static async handshake(connection: ProtocolConnection, options: ClientOptions): Promise<TestClient> {
    const client = new TestClient(connection, options);
    connection.listen();
    client.initialized = await connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: options.folders?.map((uri) => ({ uri, name: uri })) ?? null,
      initializationOptions: options.initializationOptions,
      capabilities: client.#capabilities(),
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  #capabilities() {
    const { pull, resolve, snippets, settings } = this.#options;
    return {
      window: { workDoneProgress: true },
      workspace: {
        workspaceFolders: true,
        configuration: settings !== undefined,
        didChangeWatchedFiles: { dynamicRegistration: true },
        diagnostics: { refreshSupport: true },
        codeLens: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
        workspaceEdit: { documentChanges: resolve === true, ...(resolve && { resourceOperations: ['create'] }) },
      },
      textDocument: {
        publishDiagnostics: { relatedInformation: true },
        ...(pull && { diagnostic: { dynamicRegistration: false, relatedInformation: true } }),
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source', 'source.fixAll'] } },
          ...(resolve && { dataSupport: true, resolveSupport: { properties: ['edit'] } }),
        },
        rename: { prepareSupport: true },
        completion: { completionItem: { snippetSupport: snippets === true } },
      },
    };
  }

  #saw(record: () => void): void {
    record();
    for (const check of this.#waiting) check();
  }

  /** Resolves when what has been seen so far, or is seen later, makes `condition` true. */
  until(what: string, condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`never saw: ${what}\nlogs: ${this.logs.join('\n')}`));
      }, 20_000);
      const check = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  scanned(times = 1): Promise<void> {
    return this.until('the scan ends', () => this.progress.filter(({ kind }) => kind === 'end').length >= times);
  }

  /** The diagnostics last published for a file. */
  shown(uri: string): readonly Diagnostic[] {
    return this.published.filter((one) => one.uri === uri).at(-1)?.diagnostics ?? [];
  }

  codes(uri: string): unknown[] {
    return this.shown(uri).map(({ code }) => code);
  }

  untilShown(uri: string, ...codes: readonly string[]): Promise<void> {
    return this.until(`${uri} shows [${codes}]`, () => {
      const shown = this.codes(uri);
      return codes.length === 0
        ? this.published.some((one) => one.uri === uri) && shown.length === 0
        : codes.every((code) => shown.includes(code));
    });
  }

  async open(uri: string, text: string, languageId = 'yaml'): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces the first `before` of an open document by `after`, as typing does. */
  async type(uri: string, before: string, after: string): Promise<void> {
    const document = this.#documents.get(uri)!;
    const at = document.getText().indexOf(before);
    if (at < 0) throw new Error(`${uri} does not hold ${before}`);
    const range = { start: document.positionAt(at), end: document.positionAt(at + before.length) };
    const contentChanges = [{ range, text: after }];
    TextDocument.update(document, contentChanges, document.version + 1);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges,
    });
  }

  async close(uri: string): Promise<void> {
    this.#documents.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  textOf(uri: string): string {
    return this.#documents.get(uri)!.getText();
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
  }

  async pulledCodes(uri: string): Promise<unknown[]> {
    const report = await this.pull(uri);
    return report.kind === 'full' ? report.items.map(({ code }) => code) : [];
  }

  /** Actions at the first place where `marked` stands. */
  async actions(uri: string, marked: string, only?: readonly string[]): Promise<CodeAction[]> {
    const document = this.#documents.get(uri)!;
    const at = document.getText().indexOf(marked);
    const range: Range = { start: document.positionAt(at), end: document.positionAt(at + marked.length) };
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [], only },
    });
  }

  /** An action with its edit, asked for where the server leaves it until then. */
  async resolved(action: CodeAction): Promise<WorkspaceEdit> {
    if (action.edit) return action.edit;
    return (await this.connection.sendRequest<CodeAction>('codeAction/resolve', action)).edit!;
  }

  /** The text of an open document after an edit of it. */
  applied(uri: string, edit: WorkspaceEdit): string {
    const edits: TextEdit[] =
      edit.changes?.[uri] ??
      (edit.documentChanges ?? [])
        .map((change) => change as TextDocumentEdit)
        .filter((change) => change.textDocument.uri === uri)
        .flatMap((change) => change.edits as TextEdit[]);
    return TextDocument.applyEdits(this.#documents.get(uri)!, edits);
  }

  complete(uri: string, line: number, character: number): Promise<CompletionItem[]> {
    return this.connection.sendRequest('textDocument/completion', {
      textDocument: { uri },
      position: { line, character },
    });
  }

  async configure(settings: Record<string, unknown>): Promise<void> {
    for (const key of Object.keys(this.settings)) delete this.settings[key];
    Object.assign(this.settings, settings);
    await this.connection.sendNotification('workspace/didChangeConfiguration', { settings: { meshward: settings } });
  }

  watched(uri: string, type: 'created' | 'changed' | 'deleted'): Promise<void> {
    const number = { created: 1, changed: 2, deleted: 3 }[type];
    return this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: number }] });
  }

  statistics(): Promise<Statistics> {
    return this.connection.sendRequest(STATISTICS_REQUEST);
  }

  /** Says goodbye; a server that does not answer fails the test. */
  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }
}

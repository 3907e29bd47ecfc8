/** One language server over stdio, driven as an editor without pull diagnostics would. Times are wall milliseconds at the client. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { LineIndex } from '../../server/src/core/text/line-index';

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Answer to `workspace/configuration`, by section. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export class MeasuredServer {
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #waiting = new Map<string, (shown: string) => void>();
  #shown = '[]';
  #begin = performance.now();
  /** Resolves with the milliseconds from the process's start to the end of the first work that the server showed progress for. */
  readonly #worked: Promise<number>;
  readonly #versions = new Map<string, number>();

  private constructor(child: ChildProcess, connection: MessageConnection) {
    this.#child = child;
    this.#connection = connection;
    this.#worked = new Promise((resolve) =>
      connection.onNotification('$/progress', ({ value }: { value: { kind?: string } }) => {
        if (value.kind === 'end') resolve(performance.now() - this.#begin);
      }),
    );
    connection.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: unknown[] }) =>
      this.#waiting.get(params.uri)?.(JSON.stringify(params.diagnostics)),
    );
  }

  /** @returns the server and the milliseconds from the process's start to the answer of `initialize` */
  static async start(server: ServerCommand, folder?: string): Promise<{ server: MeasuredServer; ms: number }> {
    const begin = performance.now();
    const child = spawn(server.command, server.args, { stdio: ['pipe', 'pipe', 'ignore'] });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout!),
      new StreamMessageWriter(child.stdin!),
    );
    connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => server.settings[section ?? ''] ?? null),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('custom/schema/request', () => []);
    connection.listen();
    const measured = new MeasuredServer(child, connection);
    measured.#begin = begin;
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: folder ?? null,
      workspaceFolders: folder ? [{ uri: folder, name: 'bench' }] : null,
      capabilities: {
        workspace: { configuration: true, workspaceFolders: true },
        textDocument: {
          publishDiagnostics: {},
          completion: { completionItem: { snippetSupport: true } },
          hover: { contentFormat: ['markdown'] },
          synchronization: { dynamicRegistration: true },
        },
        window: { workDoneProgress: true },
      },
    });
    const ms = performance.now() - begin;
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('workspace/didChangeConfiguration', { settings: server.settings });
    return { server: measured, ms };
  }

  /** Opens a document that has faults; resolves with the milliseconds to its first diagnostics. */
  async open(uri: string, text: string): Promise<number> {
    const begin = performance.now();
    const told = this.#told(uri);
    this.#versions.set(uri, 1);
    await this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    await told;
    return performance.now() - begin;
  }

  /** One edit that makes or mends a fault; resolves with the milliseconds to other diagnostics than before. */
  async edit(uri: string, lines: LineIndex, offset: number, length: number, newText: string): Promise<number> {
    const version = this.#versions.get(uri)! + 1;
    this.#versions.set(uri, version);
    const start = lines.positionAt(offset);
    // Edits stay within a line, whose earlier part is as in `lines`.
    const range = { start, end: { line: start.line, character: start.character + length } };
    const begin = performance.now();
    const told = this.#told(uri);
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: newText }],
    });
    await told;
    return performance.now() - begin;
  }

  async request(method: 'completion' | 'hover', uri: string, lines: LineIndex, offset: number): Promise<number> {
    const begin = performance.now();
    await this.#connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri },
      position: lines.positionAt(offset),
    });
    return performance.now() - begin;
  }

  /** @returns milliseconds from the process's start until the folder was read and judged; to be asked of Meshward only */
  worked(): Promise<number> {
    return this.#worked;
  }

  /** Resident memory in MB; NaN where the system does not say. */
  memory(): number {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
    } catch {
      return Number.NaN;
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#connection.dispose();
    this.#child.kill();
    await ended;
  }

  #told(uri: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => reject(new Error('no new diagnostics in 60 s')), 60_000);
      this.#waiting.set(uri, (shown) => {
        if (shown === this.#shown) return;
        this.#shown = shown;
        this.#waiting.delete(uri);
        clearTimeout(giveUp);
        resolve();
      });
    });
  }
}

/** The server's life: started once when first needed, restarted on demand. */
import { type Disposable, EventEmitter, type LogOutputChannel, l10n, window } from 'vscode';
import { type BaseLanguageClient, type LanguageClientOptions, State } from 'vscode-languageclient';
import { ACCESS_CHANGED } from '../../server/src/protocol';
import { documentSelector } from './manifest-languages';
import { serveFiles } from './workspace-files';

export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;
export type ServerState = 'idle' | 'starting' | 'running' | 'stopped';

const STATES: Readonly<Record<State, ServerState>> = {
  [State.Starting]: 'starting',
  [State.Running]: 'running',
  [State.Stopped]: 'stopped',
  [State.StartFailed]: 'stopped',
};

export class LanguageServer implements Disposable {
  readonly #createClient: CreateClient;
  readonly #output: LogOutputChannel;
  readonly #changed = new EventEmitter<ServerState>();
  readonly #accessChanged = new EventEmitter<void>();
  #state: ServerState = 'idle';
  #client: Promise<BaseLanguageClient> | undefined;

  readonly onDidChangeState = this.#changed.event;
  /** What the server was asked about access may have changed since; told once after each answer. */
  readonly onDidChangeAccess = this.#accessChanged.event;

  constructor(createClient: CreateClient, output: LogOutputChannel) {
    this.#createClient = createClient;
    this.#output = output;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** The running client; starts the server when it is not running. Rejects when it cannot start, after telling the user. */
  client(): Promise<BaseLanguageClient> {
    this.#client ??= this.#start();
    return this.#client;
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.client().catch(() => {});
  }

  dispose(): void {
    void this.#stop();
    this.#changed.dispose();
    this.#accessChanged.dispose();
  }

  async #start(): Promise<BaseLanguageClient> {
    const client = this.#createClient({
      documentSelector,
      outputChannel: this.#output,
      // The name by default is the one that pulled diagnostics have.
      diagnosticCollectionName: 'meshward-closed-files',
    });
    client.onDidChangeState(({ newState }) => this.#become(STATES[newState]));
    client.onNotification(ACCESS_CHANGED, () => this.#accessChanged.fire());
    serveFiles(client);
    try {
      await client.start();
      return client;
    } catch (error) {
      // The next call tries again.
      this.#client = undefined;
      this.#become('stopped');
      this.#output.error(error instanceof Error ? error : String(error));
      void this.#tellOfFailure();
      throw error;
    }
  }

  async #tellOfFailure(): Promise<void> {
    const show = l10n.t('Show Output');
    const choice = await window.showErrorMessage(
      l10n.t('Meshward is not checking manifests: its language server did not start.'),
      show,
    );
    if (choice === show) this.#output.show();
  }

  async #stop(): Promise<void> {
    const starting = this.#client;
    this.#client = undefined;
    try {
      const client = await starting;
      await client?.dispose();
    } catch (error) {
      // One that failed to start, or has crashed, cannot be stopped again.
      this.#output.debug(String(error));
    }
  }

  #become(state: ServerState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

/** The panel's side in the extension: asks the server, passes answers to the page, opens files. One panel at a time. */
import { Disposable, type ExtensionContext, l10n, Range, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import {
  ACCESS_REQUEST,
  ACCESS_SERVICES_REQUEST,
  type AccessParams,
  type AccessReport,
  type AccessServices,
  type ProtocolLocation,
  type ServiceName,
} from '../../../server/src/protocol';
import type { LanguageServer } from '../language-server';
import type { AccessQuery, ToPage, ToPanel } from './access-messages';
import { accessPage } from './access-page';

const NO_SERVICE = l10n.t(
  'There is no InferenceService in these files. Open a folder with the manifests of a model, and the panel shows who can call it.',
);

export class AccessPanel implements Disposable {
  readonly #context: ExtensionContext;
  readonly #server: LanguageServer;
  readonly #listener: Disposable;
  #panel: WebviewPanel | undefined;
  #query: AccessQuery | undefined;
  #asked = 0;

  constructor(context: ExtensionContext, server: LanguageServer) {
    this.#context = context;
    this.#server = server;
    const refresh = () => {
      if (this.#panel) void this.#refresh();
    };
    this.#listener = Disposable.from(
      server.onDidChangeAccess(refresh),
      server.onDidChangeState((state) => {
        if (state === 'running') refresh();
      }),
    );
  }

  /** @param service `undefined`: there is none, and the panel says so */
  show(service: ServiceName | undefined): void {
    this.#query = service && { service: nameOf(service), whatIf: {} };
    if (this.#panel) {
      this.#panel.reveal(undefined, false);
      void this.#refresh();
    } else {
      this.#panel = this.#open();
    }
  }

  dispose(): void {
    this.#listener.dispose();
    this.#panel?.dispose();
  }

  #open(): WebviewPanel {
    const dist = Uri.joinPath(this.#context.extensionUri, 'dist');
    const panel = window.createWebviewPanel('meshward.access', l10n.t('Who Can Call?'), ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [dist],
    });
    panel.webview.onDidReceiveMessage((message: ToPanel) => this.#receive(message));
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    panel.webview.html = accessPage(panel.webview, Uri.joinPath(dist, 'access-view.js'));
    return panel;
  }

  #receive(message: ToPanel): void {
    switch (message.type) {
      case 'ask':
        this.#query = message.query;
        void this.#refresh();
        return;
      case 'open':
        void openLocation(message.location);
        return;
      case 'ready':
        // Also when the page was thrown away while hidden.
        void this.#refresh();
    }
  }

  /** Answers that a later question has overtaken are dropped. */
  async #refresh(): Promise<void> {
    const asked = ++this.#asked;
    const query = this.#query;
    const messages = await this.#answers(query).catch((error: unknown): ToPage[] => [
      {
        type: 'nothing',
        text: l10n.t('The language server gave no answer: {0}', error instanceof Error ? error.message : String(error)),
      },
    ]);
    if (asked !== this.#asked || !this.#panel) return;
    for (const message of messages) {
      if (message.type === 'report') this.#panel.title = l10n.t('Who Can Call {0}?', message.report.service.name);
      void this.#panel.webview.postMessage(message);
    }
  }

  async #answers(query: AccessQuery | undefined): Promise<ToPage[]> {
    const client = await this.#server.client();
    const { services, reading } = await client.sendRequest<AccessServices>(ACCESS_SERVICES_REQUEST);
    const listed: ToPage = { type: 'services', services, reading };
    const first = services[0];
    const asked = query ?? (first && { service: nameOf(first), whatIf: {} });
    if (!asked)
      return [listed, { type: 'nothing', text: reading ? l10n.t('Files are still being read.') : NO_SERVICE }];
    const report = await client.sendRequest<AccessReport | null>(ACCESS_REQUEST, asked satisfies AccessParams);
    if (report) return [listed, { type: 'report', report, query: asked }];
    const { namespace, name } = asked.service;
    const gone = reading
      ? l10n.t('InferenceService {0}/{1} is in no file that is read so far.', namespace, name)
      : l10n.t('InferenceService {0}/{1} is in no file any more.', namespace, name);
    return [listed, { type: 'nothing', text: services.length > 0 ? gone : NO_SERVICE }];
  }
}

const nameOf = ({ namespace, name, set }: ServiceName): ServiceName => ({
  namespace,
  name,
  ...(set !== undefined && { set }),
});

async function openLocation({ uri, range: { start, end } }: ProtocolLocation): Promise<void> {
  await window.showTextDocument(Uri.parse(uri, true), {
    viewColumn: ViewColumn.One,
    selection: new Range(start.line, start.character, end.line, end.character),
  });
}

/** The view "Meshward" of the explorer: manifest sets with their models and policies, and the scaffolds. It follows the files. */
import {
  commands,
  Disposable,
  EventEmitter,
  l10n,
  type TreeDataProvider,
  type TreeView,
  window,
  workspace,
} from 'vscode';
import {
  OVERVIEW_REQUEST,
  OVERVIEW_SET_REQUEST,
  type Overview,
  type OverviewContent,
  type OverviewSetParams,
  SCAFFOLDS_REQUEST,
  type ScaffoldInfo,
} from '../../../server/src/protocol';
import type { LanguageServer } from '../language-server';
import { itemOf, type Node } from './manifest-items';

const VIEW = 'meshward.manifests';
/** What the welcome text goes by. */
const STATE_KEY = 'meshward.viewState';
/** More sets than these are closed at first. */
const OPEN_SETS = 3;

export function showManifests(server: LanguageServer): Disposable {
  const changed = new EventEmitter<undefined>();
  const provider = new Manifests(server, changed);
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  provider.tell = (message) => {
    view.message = message;
  };
  const refresh = () => changed.fire(undefined);
  return Disposable.from(
    changed,
    view,
    server.onDidChangeAccess(refresh),
    server.onDidChangeState((state) => {
      if (state === 'running' || state === 'stopped') refresh();
    }),
  );
}

class Manifests implements TreeDataProvider<Node> {
  readonly onDidChangeTreeData;
  readonly getTreeItem = itemOf;
  tell: (message: TreeView<Node>['message']) => void = () => {};
  readonly #server: LanguageServer;

  constructor(server: LanguageServer, changed: EventEmitter<undefined>) {
    this.#server = server;
    this.onDidChangeTreeData = changed.event;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) return this.#roots();
    switch (node.row) {
      case 'set':
        return this.#contentOf(node.id);
      case 'policies':
        return node.policies.map((policy) => ({ row: 'policy', ...policy }));
      case 'scaffolds': {
        const client = await this.#server.client();
        const infos = await client.sendRequest<ScaffoldInfo[]>(SCAFFOLDS_REQUEST);
        return infos.map((info) => ({ row: 'scaffold', ...info }));
      }
      default:
        return [];
    }
  }

  async #roots(): Promise<Node[]> {
    const { state } = this.#server;
    // Nothing to read, so nothing to start for.
    if (state === 'idle' && !workspace.workspaceFolders) return [];
    if (state === 'stopped') {
      this.tell(l10n.t('Meshward is not running.'));
      return [];
    }
    const client = await this.#server.client().catch(() => undefined);
    if (!client) return [];
    const { sets, reading } = await client.sendRequest<Overview>(OVERVIEW_REQUEST);
    this.tell(reading ? l10n.t('Reading manifests…') : undefined);
    const shown = sets.length > 0 ? 'filled' : reading ? 'reading' : 'empty';
    await commands.executeCommand('setContext', STATE_KEY, shown);
    if (sets.length === 0) return [];
    const open = sets.length <= OPEN_SETS;
    return [...sets.map((set): Node => ({ row: 'set', open, ...set })), { row: 'scaffolds' }];
  }

  async #contentOf(id: string): Promise<Node[]> {
    const client = await this.#server.client();
    const params: OverviewSetParams = { id };
    const { services, policies } = await client.sendRequest<OverviewContent>(OVERVIEW_SET_REQUEST, params);
    const isMixed = services.some(({ namespace }) => namespace !== services[0]?.namespace);
    const models = services.map((service): Node => {
      const { namespace, name } = service;
      return { row: 'service', label: isMixed ? `${namespace}/${name}` : name, ...service };
    });
    return policies.length > 0 ? [...models, { row: 'policies', set: id, policies }] : models;
  }
}

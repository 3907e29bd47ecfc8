/** Settings in force: the editor's own, and for each workspace folder those of the `.meshwardrc.yaml` at or above it. */
import type { Connection } from 'vscode-languageserver';
import { findRc, type RcFile } from '../files/rc-file';
import { megabytes, type WorkspaceFiles } from '../files/workspace-files';
import { type EditorSettings, readEditorSettings, type Settings, settleSettings } from './settings';

const RC_LIMIT = megabytes(1);

export interface FolderSettingsParts {
  readonly connection: Connection;
  readonly files: WorkspaceFiles;
  /** A URI in the client's spelling. */
  readonly spell: (uri: string) => string;
}

export interface SettingChanges {
  readonly any: boolean;
  readonly platform: boolean;
  readonly sets: boolean;
  /** Whether lenses and hints are shown. */
  readonly views: boolean;
}

export class FolderSettings {
  readonly #parts: FolderSettingsParts;
  #editor: EditorSettings = readEditorSettings(undefined);
  #rcs: ReadonlyMap<string, RcFile> = new Map();
  #byRoot = new Map<string, Settings>();
  #common: Settings = settleSettings(this.#editor);
  #taken = { settings: this.#common, all: '' };
  #faulty: readonly string[] = [];

  constructor(parts: FolderSettingsParts) {
    this.#parts = parts;
  }

  /** Outside of all folders. There is one cluster, so all folders have a say in the platform, the first one first. */
  get common(): Settings {
    return this.#common;
  }

  /** Of a file or folder. */
  of(uri: string): Settings {
    const roots = [...this.#byRoot.keys()].filter((root) => uri.startsWith(root));
    const innermost = roots.reduce((longest, root) => (root.length > longest.length ? root : longest), '');
    return this.#byRoot.get(innermost) ?? this.#common;
  }

  /** URI of the settings file that counts for a workspace folder. */
  rcOf(root: string): string | undefined {
    return this.#rcs.get(root)?.uri;
  }

  /** What differs since this was last asked. */
  takeChanges(): SettingChanges {
    const before = this.#taken;
    this.#taken = { settings: this.#common, all: JSON.stringify([this.#common, ...this.#byRoot]) };
    const { platform, sets, codeLens, inlayHints } = this.#common;
    return {
      any: this.#taken.all !== before.all,
      platform: JSON.stringify(platform) !== JSON.stringify(before.settings.platform),
      sets: JSON.stringify(sets) !== JSON.stringify(before.settings.sets),
      views: codeLens !== before.settings.codeLens || inlayHints !== before.settings.inlayHints,
    };
  }

  set editor(settings: EditorSettings) {
    this.#editor = settings;
    this.#settle();
  }

  /** Reads the settings files anew; faults in them are shown where they stand. */
  async read(roots: readonly string[]): Promise<void> {
    const rcs = new Map<string, RcFile>();
    for (const root of roots) {
      const rc = await this.#find(root);
      if (rc) rcs.set(root, rc);
    }
    this.#rcs = rcs;
    this.#settle();
    this.#tell([...new Map([...rcs.values()].map((rc) => [rc.uri, rc])).values()]);
  }

  async #find(root: string): Promise<RcFile | undefined> {
    const { connection, files } = this.#parts;
    try {
      return await findRc(root, (uri) => files.read(uri, { maxBytes: RC_LIMIT }));
    } catch (error) {
      connection.console.warn(`The settings file of ${root} cannot be read: ${String(error)}`);
      return undefined;
    }
  }

  #settle(): void {
    const platform = Object.assign({}, ...[...this.#rcs.values()].reverse().map(({ given }) => given.platform));
    const externals = [...this.#rcs.values()].flatMap(({ given }) => given.externals ?? []);
    // Each names its own folder, and a file is in sets of any.
    const sets = [...new Map([...this.#rcs.values()].map((rc) => [rc.uri, rc])).values()].flatMap(
      ({ given }) => given.sets ?? [],
    );
    const shared = { platform, externals, sets };
    this.#common = settleSettings(this.#editor, shared);
    this.#byRoot = new Map(
      [...this.#rcs].map(([root, { given }]) => [root, settleSettings(this.#editor, { ...given, ...shared })]),
    );
  }

  #tell(rcs: readonly RcFile[]): void {
    const { connection, spell } = this.#parts;
    const faulty = rcs.filter(({ problems }) => problems.length > 0);
    for (const uri of this.#faulty) {
      if (!faulty.some((rc) => rc.uri === uri)) void connection.sendDiagnostics({ uri: spell(uri), diagnostics: [] });
    }
    for (const { uri, problems } of faulty) {
      const diagnostics = problems.map(({ start, end, message }) => ({
        range: { start, end },
        severity: 1 as const,
        source: 'meshward',
        message,
      }));
      void connection.sendDiagnostics({ uri: spell(uri), diagnostics });
    }
    this.#faulty = faulty.map(({ uri }) => uri);
  }
}

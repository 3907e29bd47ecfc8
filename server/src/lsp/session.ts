/** One client's session: puts the parts together when the client says hello. */
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import type { WorkspaceFiles } from '../files/workspace-files';
import { AccessChanges } from './access-changes';
import { type ClientFeatures, readClientFeatures } from './client-features';
import { Converter } from './convert';
import { Disk, messageOf } from './disk';
import { FolderSettings } from './folder-settings';
import { registerHandlers } from './handlers';
import { initializeResult, rootsOf } from './handlers/initialize';
import { Manifests } from './manifests';
import { OpenDocuments } from './open-documents';
import { Publisher } from './publisher';
import { Scanner } from './scanner';
import type { Settings } from './settings';
import { ViewRefresh } from './view-refresh';

/** What a host (node, browser worker) lends the server. */
export interface Host {
  readonly files: WorkspaceFiles;
  /** Runs a function after what has already arrived: `setImmediate` or the like. */
  readonly defer: (run: () => void) => void;
  readonly version?: string;
}

export interface Session {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly documents: OpenDocuments;
  readonly manifests: Manifests;
  readonly disk: Disk;
  readonly publisher: Publisher;
  readonly views: ViewRefresh;
  readonly accessChanges: AccessChanges;
  readonly scanner: Scanner;
  readonly converter: Converter;
  readonly defer: Host['defer'];
  /** Those of each file: the client's, and those that lie with the manifests. */
  readonly folderSettings: FolderSettings;
  /** What holds for all files. */
  readonly settings: Settings;
  /** Workspace folders, as canonical URIs with a trailing slash. */
  roots: readonly string[];
  /** Resolves when the client's settings are known, so that nothing is shown that they turn off. */
  configured: Promise<void>;
  /** Resolves when the workspace folders were read for the first time. */
  read: Promise<void>;
  /** Runs work that nobody waits for; what it throws is logged. */
  background(name: string, work: () => void | Promise<void>): void;
}

/** Answers a client on `connection` until it leaves; call `connection.listen()` afterwards. */
export function createSession(connection: Connection, host: Host): void {
  connection.onInitialize((params): InitializeResult => {
    const session = assemble(connection, host, params);
    registerHandlers(session, params);
    return initializeResult(session, host.version);
  });
}

function assemble(connection: Connection, host: Host, params: InitializeParams): Session {
  const { defer } = host;
  const client = readClientFeatures(params.capabilities);
  const documents = new OpenDocuments();
  const roots = rootsOf(params);
  const manifests = new Manifests({
    roots,
    defer,
    onRuleError: (rule, error) => connection.console.error(`Rule ${rule} failed: ${detailOf(error)}`),
    onTouched: (uris) => touch(uris),
  });
  const touch = (uris: Iterable<string>) => {
    const all = [...uris];
    publisher.touch(all);
    views.touch(all);
    accessChanges.touch();
  };
  const folderSettings = new FolderSettings({ connection, files: host.files, spell: (uri) => documents.spell(uri) });
  const converter = new Converter(client, documents, manifests.lines);
  const publisher = new Publisher({ connection, client, manifests, documents, converter, defer });
  const views = new ViewRefresh({ connection, client, documents, defer });
  const accessChanges = new AccessChanges({ connection, defer });
  const disk = new Disk({
    files: host.files,
    settings: (uri) => folderSettings.of(uri),
    roots: () => session.roots,
    warn: (message) => connection.console.warn(message),
  });
  const scanner = new Scanner({
    connection,
    manifests,
    documents,
    disk,
    defer,
    onDone: touch,
  });
  const session: Session = {
    connection,
    client,
    documents,
    manifests,
    disk,
    publisher,
    views,
    accessChanges,
    scanner,
    converter,
    defer,
    folderSettings,
    get settings() {
      return folderSettings.common;
    },
    roots,
    configured: Promise.resolve(),
    read: Promise.resolve(),
    background: (name, work) => {
      Promise.resolve()
        .then(work)
        .catch((error: unknown) => connection.console.error(`${name} failed: ${detailOf(error)}`));
    },
  };
  return session;
}

const detailOf = (error: unknown): string =>
  error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);

import {
  CodeActionKind,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Session } from '../session';
import { folderUri } from '../uri';
import { FIX_ALL_KIND } from './code-action';

/** Workspace folders of an `initialize` request; none when a single file is edited. */
export function rootsOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  const uris = workspaceFolders?.map((folder) => folder.uri) ?? (rootUri ? [rootUri] : []);
  return [...new Set(uris.map(folderUri))];
}

export function initializeResult({ client }: Session, version: string | undefined): InitializeResult {
  return {
    serverInfo: { name: 'meshward', ...(version && { version }) },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL_KIND],
        resolveProvider: client.resolvesEdits,
      },
      completionProvider: { triggerCharacters: [' ', ':', '"', "'", '/', '-', '[', '{', ',', '.'] },
      hoverProvider: true,
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      selectionRangeProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: client.preparesRename ? { prepareProvider: true } : true,
      workspaceSymbolProvider: true,
      documentLinkProvider: { resolveProvider: false },
      codeLensProvider: { resolveProvider: true },
      inlayHintProvider: true,
      ...(client.pullDiagnostics && {
        diagnosticProvider: { identifier: 'meshward', interFileDependencies: true, workspaceDiagnostics: false },
      }),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

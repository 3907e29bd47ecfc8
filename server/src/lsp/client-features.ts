/** What the client said it can do, as the yes-or-no questions that the server asks. */
import type { ClientCapabilities } from 'vscode-languageserver';

export interface ClientFeatures {
  readonly pullDiagnostics: boolean;
  readonly refreshDiagnostics: boolean;
  readonly refreshLenses: boolean;
  readonly refreshHints: boolean;
  readonly relatedInformation: boolean;
  /** Edits of a code action may be worked out when it is chosen. */
  readonly resolvesEdits: boolean;
  readonly versionedEdits: boolean;
  readonly createsFiles: boolean;
  readonly snippets: boolean;
  readonly preparesRename: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly folders: boolean;
  readonly watchesFiles: boolean;
}

export function readClientFeatures({ workspace, textDocument }: ClientCapabilities): ClientFeatures {
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    relatedInformation:
      (textDocument?.publishDiagnostics?.relatedInformation ?? textDocument?.diagnostic?.relatedInformation) === true,
    resolvesEdits:
      textDocument?.codeAction?.dataSupport === true &&
      textDocument.codeAction.resolveSupport?.properties.includes('edit') === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}

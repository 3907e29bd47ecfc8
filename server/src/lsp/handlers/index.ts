/** Every method that the server answers, one file each. */
import type { InitializeParams } from 'vscode-languageserver';
import type { Session } from '../session';
import { onCodeAction } from './code-action';
import { onCodeActionResolve } from './code-action-resolve';
import { onCompletion } from './completion';
import { onDiagnostic } from './diagnostic';
import { onDidChange } from './did-change';
import { onDidChangeConfiguration } from './did-change-configuration';
import { onDidChangeWatchedFiles } from './did-change-watched-files';
import { onDidChangeWorkspaceFolders } from './did-change-workspace-folders';
import { onDidClose } from './did-close';
import { onDidOpen } from './did-open';
import { onDocumentSymbol } from './document-symbol';
import { onFoldingRanges } from './folding-range';
import { onHover } from './hover';
import { onInitialized } from './initialized';
import { onOtherValidation } from './other-validation';
import { onScaffolds } from './scaffolds';
import { onSelectionRanges } from './selection-range';
import { onStatistics } from './statistics';

export function registerHandlers(session: Session, params: InitializeParams): void {
  onInitialized(session, params.initializationOptions);
  onDidOpen(session);
  onDidChange(session);
  onDidClose(session);
  onDidChangeConfiguration(session);
  onDidChangeWatchedFiles(session);
  onDidChangeWorkspaceFolders(session);
  onDiagnostic(session);
  onCodeAction(session);
  onCodeActionResolve(session);
  onCompletion(session);
  onHover(session);
  onDocumentSymbol(session);
  onFoldingRanges(session);
  onSelectionRanges(session);
  onScaffolds(session);
  onOtherValidation(session);
  onStatistics(session);
}

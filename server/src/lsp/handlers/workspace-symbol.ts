import { type SymbolInformation, SymbolKind } from 'vscode-languageserver';
import { workspaceSymbols } from '../../ide/workspace-symbols';
import type { Session } from '../session';

export function onWorkspaceSymbol({ connection, manifests, converter }: Session): void {
  connection.onWorkspaceSymbol(({ query }): SymbolInformation[] => {
    manifests.flush();
    return workspaceSymbols(manifests.workspace.snapshot, query).map(({ name, container, place }) => ({
      name,
      kind: SymbolKind.Object,
      containerName: container,
      location: converter.location(place),
    }));
  });
}

/** Meshward's own requests about scaffolds. */
import { listScaffolds, renderScaffold, ScaffoldInputError, scaffoldFacts, validateScaffoldInput } from '../../core';
import {
  SCAFFOLD_REQUEST,
  SCAFFOLD_VALIDATE_REQUEST,
  SCAFFOLDS_REQUEST,
  type ScaffoldInfo,
  type ScaffoldParams,
  type ScaffoldResult,
  type ScaffoldValidateParams,
  WORKSPACE_FACTS_REQUEST,
  type WorkspaceFacts,
} from '../../protocol';
import type { Session } from '../session';

export function onScaffolds(session: Session): void {
  const { connection, manifests } = session;
  connection.onRequest(SCAFFOLDS_REQUEST, (): ScaffoldInfo[] => listScaffolds(session.settings.platform));
  connection.onRequest<ScaffoldResult, void>(SCAFFOLD_REQUEST, ({ name, values }: ScaffoldParams) => {
    try {
      return renderScaffold(name, values, session.settings.platform);
    } catch (error) {
      if (error instanceof ScaffoldInputError) return { error: { field: error.field, message: error.message } };
      throw error;
    }
  });
  connection.onRequest(
    SCAFFOLD_VALIDATE_REQUEST,
    ({ name, key, value }: ScaffoldValidateParams): string | null =>
      validateScaffoldInput(name, key, value, session.settings.platform) ?? null,
  );
  connection.onRequest(WORKSPACE_FACTS_REQUEST, (): WorkspaceFacts => {
    manifests.flush();
    return scaffoldFacts(manifests.workspace.snapshot);
  });
}

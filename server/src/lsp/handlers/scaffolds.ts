/** Meshward's own requests about scaffolds. */
import {
  listScaffolds,
  planScaffold,
  renderScaffold,
  ScaffoldInputError,
  type Span,
  scaffoldFacts,
  validateScaffoldInput,
} from '../../core';
import {
  SCAFFOLD_REQUEST,
  SCAFFOLD_VALIDATE_REQUEST,
  SCAFFOLDS_REQUEST,
  type ScaffoldInfo,
  type ScaffoldParams,
  type ScaffoldPlan,
  type ScaffoldResult,
  type ScaffoldValidateParams,
  type ScaffoldValues,
  WORKSPACE_FACTS_REQUEST,
  type WorkspaceFacts,
} from '../../protocol';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onScaffolds(session: Session): void {
  const { connection, manifests } = session;
  connection.onRequest(SCAFFOLDS_REQUEST, (): ScaffoldInfo[] => listScaffolds(session.settings.platform));
  connection.onRequest<ScaffoldResult, void>(SCAFFOLD_REQUEST, ({ name, values, folder }: ScaffoldParams) => {
    try {
      const rendered = renderScaffold(name, values, session.settings.platform);
      return folder === undefined ? rendered : { ...rendered, plan: planFor(session, name, values, folder) };
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

function planFor(session: Session, name: string, values: ScaffoldValues, folder: string): ScaffoldPlan {
  const { manifests, documents } = session;
  manifests.flush();
  const { creates, edits, clashes } = planScaffold(manifests.workspace.snapshot, name, values, canonicalUri(folder));
  const place = <T extends { readonly uri: string; readonly span: Span }>({ span, ...rest }: T) => ({
    ...rest,
    uri: documents.spell(rest.uri),
    range: manifests.lines.rangeOf(rest.uri, span),
  });
  return { creates, edits: edits.map(place), clashes: clashes.map(place) };
}

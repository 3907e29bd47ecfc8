/** Meshward's own requests about scaffolds. */
import {
  listScaffolds,
  planInsertion,
  planScaffold,
  renderScaffold,
  ScaffoldInputError,
  type Span,
  scaffoldFacts,
  suggestAnswer,
  validateScaffoldInput,
} from '../../core';
import {
  SCAFFOLD_REQUEST,
  SCAFFOLD_SUGGEST_REQUEST,
  SCAFFOLD_VALIDATE_REQUEST,
  SCAFFOLDS_REQUEST,
  type ScaffoldInfo,
  type ScaffoldParams,
  type ScaffoldPlan,
  type ScaffoldResult,
  type ScaffoldSuggestParams,
  type ScaffoldValidateParams,
  WORKSPACE_FACTS_REQUEST,
  type WorkspaceFacts,
} from '../../protocol';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onScaffolds(session: Session): void {
  const { connection, manifests } = session;
  connection.onRequest(SCAFFOLDS_REQUEST, (): ScaffoldInfo[] => listScaffolds(session.settings.platform));
  connection.onRequest<ScaffoldResult, void>(SCAFFOLD_REQUEST, (params: ScaffoldParams) => {
    try {
      const rendered = renderScaffold(params.name, params.values, session.settings.platform);
      const plan = planFor(session, params);
      return plan ? { ...rendered, plan } : rendered;
    } catch (error) {
      if (error instanceof ScaffoldInputError) return { error: { field: error.field, message: error.message } };
      throw error;
    }
  });
  const facts = (): WorkspaceFacts => {
    manifests.flush();
    return scaffoldFacts(manifests.workspace.snapshot);
  };
  connection.onRequest(
    SCAFFOLD_VALIDATE_REQUEST,
    ({ name, key, value, values }: ScaffoldValidateParams): string | null => {
      const beside = values && { values, facts: facts() };
      return validateScaffoldInput(name, key, value, session.settings.platform, beside) ?? null;
    },
  );
  connection.onRequest(
    SCAFFOLD_SUGGEST_REQUEST,
    ({ name, key, values }: ScaffoldSuggestParams): string | null =>
      suggestAnswer(name, key, { values, facts: facts() }, session.settings.platform) ?? null,
  );
  connection.onRequest(WORKSPACE_FACTS_REQUEST, async (): Promise<WorkspaceFacts> => {
    // A scaffold may be the first that is asked of a server: what it proposes rests on all files.
    await session.read;
    return facts();
  });
}

function planFor(session: Session, { name, values, folder, at }: ScaffoldParams): ScaffoldPlan | undefined {
  if (folder === undefined && !at) return undefined;
  const { manifests, documents } = session;
  manifests.flush();
  const { snapshot } = manifests.workspace;
  const file = at && snapshot.files.get(canonicalUri(at.uri));
  if (at && !file) throw new Error(`${at.uri} is not open as YAML`);
  const { creates, edits, clashes } =
    at && file
      ? planInsertion(snapshot, name, values, file, manifests.lines.offsetAt(file.uri, at.position))
      : planScaffold(snapshot, name, values, canonicalUri(folder ?? ''));
  const place = <T extends { readonly uri: string; readonly span: Span }>({ span, ...rest }: T) => ({
    ...rest,
    uri: documents.spell(rest.uri),
    range: manifests.lines.rangeOf(rest.uri, span),
  });
  return { creates, edits: edits.map(place), clashes: clashes.map(place) };
}

import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from 'vscode-languageserver';
import { listScaffolds, namespacesToLock, scaffoldFacts, scaffoldSnippet } from '../../core';
import { type Completion, completionsAt } from '../../ide/completion';
import { fragmentItems, type SnippetSource, snippetsAt, withoutTabStops } from '../../ide/snippets';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

const KINDS: Record<Completion['kind'], CompletionItemKind> = {
  key: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
  rule: CompletionItemKind.Constant,
  object: CompletionItemKind.Class,
};

export function onCompletion(session: Session): void {
  const { connection, client, manifests } = session;
  connection.onCompletion(({ textDocument, position }): CompletionItem[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { snapshot } = manifests.workspace;
    const file = snapshot.files.get(uri);
    if (!file) return [];
    const { lines } = manifests;
    const offset = lines.offsetAt(uri, position);
    const offered = [
      ...snippetsAt(file, offset, () => scaffolds(session)),
      ...fragmentItems(file, offset, () => scaffoldFacts(snapshot), session.settings.platform),
    ];
    const snippets = offered.map((item): CompletionItem => {
      const body = item.body();
      return {
        label: item.name,
        kind: CompletionItemKind.Snippet,
        detail: item.title,
        documentation: {
          kind: MarkupKind.Markdown,
          value: `${item.description}\n\n\`\`\`yaml\n${withoutTabStops(body)}\n\`\`\``,
        },
        insertTextFormat: client.snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        // A fragment brings its own indentation; a scaffold has none.
        insertTextMode: InsertTextMode.asIs,
        textEdit: { range: lines.rangeOf(uri, item.span), newText: client.snippets ? body : withoutTabStops(body) },
      };
    });
    const others = completionsAt(snapshot, file, offset).map((item): CompletionItem => {
      const snippet = item.isSnippet && client.snippets;
      return {
        label: item.label,
        kind: KINDS[item.kind],
        ...(item.detail && { detail: item.detail }),
        ...(item.documentation && { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
        sortText: item.sortText,
        insertTextFormat: snippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        // The text brings its own indentation; an editor that adds the line's would double it.
        insertTextMode: InsertTextMode.asIs,
        textEdit: {
          range: lines.rangeOf(uri, item.span),
          newText: item.isSnippet && !client.snippets ? withoutTabStops(item.newText) : item.newText,
        },
      };
    });
    return [...snippets, ...others];
  });
}

function scaffolds({ manifests: { workspace }, settings: { platform } }: Session): SnippetSource[] {
  const { snapshot } = workspace;
  const facts = scaffoldFacts(snapshot);
  const all = listScaffolds(platform).map(({ name, title, description }) => ({
    name,
    title,
    description,
    body: () => scaffoldSnippet(name, facts, platform),
  }));
  const missing = namespacesToLock(snapshot).map((namespace) => ({
    name: `lockdown for ${namespace}`,
    title: 'Namespace Lockdown',
    description: `${namespace} has models, and no policy says who may call them`,
    body: () => scaffoldSnippet('namespace-lockdown', { ...facts, namespaces: [namespace] }, platform),
  }));
  return [...missing, ...all];
}

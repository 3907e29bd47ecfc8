import { type CompletionItem, CompletionItemKind, InsertTextFormat, MarkupKind } from 'vscode-languageserver';
import { listScaffolds, scaffoldFacts, scaffoldSnippet } from '../../core';
import { type SnippetSource, snippetsAt, withoutTabStops } from '../../ide/snippets';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onCompletion(session: Session): void {
  const { connection, client, manifests } = session;
  connection.onCompletion(({ textDocument, position }): CompletionItem[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const file = manifests.workspace.snapshot.files.get(uri);
    if (!file) return [];
    const { lines } = manifests;
    return snippetsAt(file, lines.offsetAt(uri, position), scaffolds(session)).map((item): CompletionItem => {
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
        textEdit: { range: lines.rangeOf(uri, item.span), newText: client.snippets ? body : withoutTabStops(body) },
      };
    });
  });
}

function scaffolds({ manifests: { workspace }, settings: { platform } }: Session): SnippetSource[] {
  const { snapshot } = workspace;
  return listScaffolds(platform).map(({ name, title, description }) => ({
    name,
    title,
    description,
    body: () => scaffoldSnippet(name, scaffoldFacts(snapshot), platform),
  }));
}

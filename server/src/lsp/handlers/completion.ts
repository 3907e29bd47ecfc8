import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from 'vscode-languageserver';
import { listScaffolds, scaffoldFacts, scaffoldSnippet } from '../../core';
import { type Completion, completionsAt } from '../../ide/completion';
import { type SnippetSource, snippetsAt, withoutTabStops } from '../../ide/snippets';
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
    const snippets = snippetsAt(file, offset, scaffolds(session)).map((item): CompletionItem => {
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
  return listScaffolds(platform).map(({ name, title, description }) => ({
    name,
    title,
    description,
    body: () => scaffoldSnippet(name, scaffoldFacts(snapshot), platform),
  }));
}

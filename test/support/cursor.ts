/** Features at a cursor: `|` marks it in a text, `§` where the text has a block scalar. Other files of the workspace may stand beside. */
import { RULES, Workspace } from '../../server/src/core';
import { applyEdits } from '../../server/src/core/text/edit';
import { type Completion, completionsAt } from '../../server/src/ide/completion';
import { hoverAt } from '../../server/src/ide/hover';

const URI = 'file:///w/manifest.yaml';

/** @param name the marked file's */
export function open(marked: string, others: Record<string, string> = {}, name = 'manifest.yaml') {
  const offset = marked.indexOf(marked.includes('§') ? '§' : '|');
  const text = offset < 0 ? marked : marked.slice(0, offset) + marked.slice(offset + 1);
  const workspace = new Workspace({ roots: ['file:///w/'], rules: RULES });
  const files = { ...others, [name]: text };
  workspace.update(
    new Map(Object.entries(files).map(([each, content]) => [`file:///w/${each}`, { text: content }] as const)),
  );
  return { workspace, file: workspace.snapshot.files.get(`file:///w/${name}`)!, text, offset };
}

export function complete(marked: string, others: Record<string, string> = {}): readonly Completion[] {
  const { workspace, file, offset } = open(marked, others);
  return [...completionsAt(workspace.snapshot, file, offset)].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
}

export const labels = (marked: string, others: Record<string, string> = {}): string[] =>
  complete(marked, others).map((item) => item.label);

/** The text after the completion with this label was taken; tab stops become `<1>`. */
export function accept(marked: string, label: string, others: Record<string, string> = {}): string {
  const item = complete(marked, others).find((each) => each.label === label);
  if (!item) throw new Error(`no completion "${label}"; there are: ${labels(marked, others).join(', ')}`);
  const newText = item.isSnippet
    ? item.newText.replace(/\$\{?(\d)[^}]*\}|\$(\d)/g, (_, a, b) => `<${a ?? b}>`)
    : item.newText;
  return applyEdits(open(marked, others).text, [{ span: item.span, newText }]);
}

export function hover(marked: string, others: Record<string, string> = {}): string | undefined {
  const { workspace, file, offset } = open(marked, others);
  return hoverAt(workspace.snapshot, file, offset, workspace.findings(URI))?.markdown;
}

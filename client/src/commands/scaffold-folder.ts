/** Where a scaffold's files go: a folder by the workspace's own layout, another one, or untitled documents. */
import { l10n, type TextEditor, type Uri, Uri as Uris, type WorkspaceFolder, window, workspace } from 'vscode';
import type { Answer, Choice, MultiStep, Question } from './multi-step';

export type Target = { readonly folder: Uri } | { readonly editor: TextEditor } | 'open-folder' | 'untitled';

/** Folders that a new one may go into, the likeliest first. */
export interface Parents {
  /** Where the last one went. */
  readonly last?: Uri;
  /** By how the manifests lie. */
  readonly byLayout: readonly Uri[];
}

/**
 * @param name folder to make, as the scaffold proposes
 * @param here folder whose context menu it came from: proposed first
 * @returns `undefined` when the user closed the dialog for another folder
 */
export async function askTarget(
  steps: MultiStep,
  question: Question,
  name: string,
  parents: Parents,
  here?: Uri,
): Promise<Answer<Target> | undefined> {
  const answer = await steps.choice(question, await choices(name, parents, here));
  if (typeof answer === 'string') return answer;
  if (answer.value !== 'other') return { value: answer.value };
  const chosen = await window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: l10n.t('Write Here'),
    defaultUri: workspace.workspaceFolders?.[0]?.uri,
  });
  return chosen?.[0] && { value: { folder: chosen[0] } };
}

async function choices(name: string, parents: Parents, here: Uri | undefined): Promise<Choice<Target | 'other'>[]> {
  const roots = workspace.workspaceFolders ?? [];
  if (roots.length === 0) {
    return [
      {
        value: 'untitled',
        label: l10n.t('Untitled documents'),
        detail: l10n.t('Nothing is written; you save them where you like'),
      },
      { value: 'open-folder', label: l10n.t('Open a folder…'), detail: l10n.t('Run the command again there') },
      ...atCursor(),
    ];
  }
  const existing = await foldersNamed(name);
  const inside = here ? [Uris.joinPath(here, name), here] : [];
  // The settings of a workspace may outlive one of its folders.
  const likely = [...(parents.last ? [parents.last] : []), ...parents.byLayout].filter(rootOf);
  const made = [...likely, ...roots.map((root) => root.uri)].map((parent) => Uris.joinPath(parent, name));
  const unique = [...new Map([...inside, ...existing, ...made].map((folder) => [folder.toString(), folder])).values()];
  return [
    ...unique.map((folder) => ({
      value: { folder },
      label: `$(folder) ${workspace.asRelativePath(folder, false)}`,
      description: roots.length > 1 ? rootOf(folder)?.name : undefined,
      detail:
        folder === here
          ? l10n.t('This folder itself')
          : existing.some((known) => known.toString() === folder.toString())
            ? l10n.t('Holds manifests already')
            : l10n.t('New folder'),
    })),
    ...atCursor(),
    { value: 'other', label: l10n.t('Another folder…') },
  ];
}

/** The open YAML document, where there is one. */
function atCursor(): Choice<Target>[] {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== 'yaml') return [];
  const file = workspace.asRelativePath(editor.document.uri);
  return [
    {
      value: { editor },
      label: `$(insert) ${l10n.t('At the cursor in {0}', file)}`,
      detail: l10n.t('Only the manifests, without README'),
    },
  ];
}

/** Folders of that name that hold YAML already. */
async function foldersNamed(name: string): Promise<Uri[]> {
  const files = await workspace.findFiles(`**/${name}/*.{yaml,yml}`, '**/node_modules/**', 100);
  const folders = new Map(files.map((file) => Uris.joinPath(file, '..')).map((folder) => [folder.toString(), folder]));
  return [...folders.values()].sort((a, b) => a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
}

const rootOf = (folder: Uri): WorkspaceFolder | undefined => workspace.getWorkspaceFolder(folder);

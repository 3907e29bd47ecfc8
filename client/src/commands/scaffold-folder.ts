/** Where a scaffold's files go: a folder by the workspace's own layout, another one, or untitled documents. */
import { l10n, type Uri, Uri as Uris, type WorkspaceFolder, window, workspace } from 'vscode';
import type { Answer, Choice, MultiStep, Question } from './multi-step';

export type Target = { readonly folder: Uri } | 'open-folder' | 'untitled';

/**
 * @param name folder to make, as the scaffold proposes
 * @param here folder whose context menu it came from: proposed first
 * @returns `undefined` when the user closed the dialog for another folder
 */
export async function askTarget(
  steps: MultiStep,
  question: Question,
  name: string,
  here?: Uri,
): Promise<Answer<Target> | undefined> {
  const answer = await steps.choice(question, await choices(name, here));
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

async function choices(name: string, here: Uri | undefined): Promise<Choice<Target | 'other'>[]> {
  const roots = workspace.workspaceFolders ?? [];
  if (roots.length === 0) {
    return [
      {
        value: 'untitled',
        label: l10n.t('Untitled documents'),
        detail: l10n.t('Nothing is written; you save them where you like'),
      },
      { value: 'open-folder', label: l10n.t('Open a folder…'), detail: l10n.t('Run the command again there') },
    ];
  }
  const existing = await foldersNamed(name);
  const inside = here ? [Uris.joinPath(here, name), here] : [];
  const folders = [...inside, ...existing, ...roots.map((root) => Uris.joinPath(root.uri, name))];
  const unique = [...new Map(folders.map((folder) => [folder.toString(), folder])).values()];
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
    { value: 'other', label: l10n.t('Another folder…') },
  ];
}

/** Folders of that name that hold YAML already. */
async function foldersNamed(name: string): Promise<Uri[]> {
  const files = await workspace.findFiles(`**/${name}/*.{yaml,yml}`, '**/node_modules/**', 100);
  const folders = new Map(files.map((file) => Uris.joinPath(file, '..')).map((folder) => [folder.toString(), folder]));
  return [...folders.values()].sort((a, b) => a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
}

const rootOf = (folder: Uri): WorkspaceFolder | undefined => workspace.getWorkspaceFolder(folder);

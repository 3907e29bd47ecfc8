/** What is to be rendered: the chart or kustomization around the active file, or one that is picked; for a chart, its values files. */
import { FileType, l10n, Uri, window, workspace } from 'vscode';

export interface RenderTarget {
  readonly kind: 'chart' | 'kustomization';
  readonly folder: Uri;
}

const CHARTS = ['Chart.yaml', 'Chart.yml'];
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const MANY = 500;
const NOT_OURS = '**/{node_modules,.git}/**';

/** @returns `undefined` when nothing is there, which is told, or nothing was picked */
export async function chooseTarget(): Promise<RenderTarget | undefined> {
  const around = await aroundActiveFile();
  if (around.length === 1) return around[0];
  const targets = around.length > 0 ? around : await allTargets();
  if (targets.length === 0) {
    void window.showInformationMessage(
      l10n.t(
        'Meshward: There is no Helm chart and no kustomization on disk in this workspace, so there is nothing to render.',
      ),
    );
    return undefined;
  }
  const picked = await window.showQuickPick(
    targets.map((target) => ({
      label: workspace.asRelativePath(target.folder),
      description: target.kind === 'chart' ? l10n.t('Helm chart') : l10n.t('kustomization'),
      target,
    })),
    { title: l10n.t('Check Rendered Output'), placeHolder: l10n.t('Chart or kustomization to render') },
  );
  return picked?.target;
}

/** Those of the nearest folder at or above the active file that has any. */
async function aroundActiveFile(): Promise<RenderTarget[]> {
  const file = window.activeTextEditor?.document.uri;
  const root = file?.scheme === 'file' ? workspace.getWorkspaceFolder(file)?.uri : undefined;
  if (!file || !root) return [];
  for (let folder = Uri.joinPath(file, '..'); ; folder = Uri.joinPath(folder, '..')) {
    const found = await targetsIn(folder);
    if (found.length > 0 || folder.path === root.path || folder.path.length < root.path.length) return found;
  }
}

async function targetsIn(folder: Uri): Promise<RenderTarget[]> {
  const entries = await workspace.fs.readDirectory(folder);
  const has = (names: readonly string[]) =>
    entries.some(([name, type]) => type & FileType.File && names.includes(name));
  return [
    ...(has(CHARTS) ? [{ kind: 'chart' as const, folder }] : []),
    ...(has(KUSTOMIZATIONS) ? [{ kind: 'kustomization' as const, folder }] : []),
  ];
}

async function allTargets(): Promise<RenderTarget[]> {
  const names = [...CHARTS, ...KUSTOMIZATIONS].join(',');
  const files = await workspace.findFiles(`**/{${names}}`, NOT_OURS, MANY);
  return files
    .filter((file) => file.scheme === 'file')
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((file) => ({
      kind: /\/Chart\.ya?ml$/.test(file.path) ? 'chart' : 'kustomization',
      folder: Uri.joinPath(file, '..'),
    }));
}

/**
 * Values files besides the chart's own `values.yaml` and those of charts elsewhere, in the order of the list.
 * @returns `undefined` when the question was dismissed
 */
export async function chooseValues(chart: Uri): Promise<readonly Uri[] | undefined> {
  const own = Uri.joinPath(chart, 'values.yaml').toString();
  const others = (await allTargets()).filter(({ kind, folder }) => kind === 'chart' && folder.path !== chart.path);
  const ofAnother = (file: Uri) =>
    others.some(({ folder }) => file.path.startsWith(`${folder.path}/`) && !chart.path.startsWith(`${folder.path}/`));
  const named = await workspace.findFiles('**/*values*.{yaml,yml}', NOT_OURS, MANY);
  const files = named.filter((file) => file.scheme === 'file' && file.toString() !== own && !ofAnother(file));
  if (files.length === 0) return [];
  const near = (file: Uri) => file.path.startsWith(`${chart.path}/`);
  files.sort((a, b) => Number(near(b)) - Number(near(a)) || (a.path < b.path ? -1 : 1));
  const picked = await window.showQuickPick(
    files.map((file) => ({ label: workspace.asRelativePath(file), file })),
    {
      title: l10n.t('Check Rendered Output: Values for {0}', workspace.asRelativePath(chart)),
      placeHolder: l10n.t('Values files besides values.yaml; none is fine'),
      canPickMany: true,
    },
  );
  return picked?.map(({ file }) => file);
}

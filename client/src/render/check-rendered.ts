/** "Check Rendered Output": has helm or kustomize render what is on disk, and shows what Meshward finds in the result. */
import { basename } from 'node:path';
import { commands, env, type LogOutputChannel, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { CHECK_TEXT_REQUEST, type CheckedText } from '../../../server/src/protocol';
import type { LanguageServer } from '../language-server';
import { chooseTarget, chooseValues, type RenderTarget } from './render-target';
import type { RenderedDocuments } from './rendered-documents';
import { findProgram, helmRendering, kustomizeRendering, type Rendered, releaseName, runProgram } from './tools';

export async function checkRendered(
  server: LanguageServer,
  documents: RenderedDocuments,
  output: LogOutputChannel,
): Promise<void> {
  if (!workspace.isTrusted) {
    void window.showWarningMessage(
      l10n.t(
        'Meshward: Rendering runs helm or kustomize on the files of this folder, which you have not said that you trust.',
      ),
    );
    return;
  }
  const target = await chooseTarget();
  if (!target) return;
  const values = target.kind === 'chart' ? await chooseValues(target.folder) : [];
  if (!values) return;
  const found = await findTool(target, values);
  if (!found) return tellMissing(target);
  const name = basename(target.folder.fsPath);
  const rendered = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Meshward: {0} is rendering {1}', found.name, name),
      cancellable: true,
    },
    (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const options = { cwd: target.folder.fsPath, env: process.env, signal: controller.signal };
      return runProgram(found.file, found.words, options);
    },
  );
  output.info(`${found.file} ${found.words.join(' ')}: ${rendered.kind}`);
  await show(rendered, { target, name, tool: found.name }, server, documents, output);
}

async function findTool({ kind, folder }: RenderTarget, values: readonly Uri[]) {
  const path = folder.fsPath;
  const renderings =
    kind === 'chart'
      ? helmRendering(
          releaseName(basename(path)),
          path,
          values.map(({ fsPath }) => fsPath),
        )
      : kustomizeRendering(path);
  for (const rendering of renderings) {
    const file = await findProgram(rendering.program, process.env);
    if (file !== undefined) return { ...rendering, file };
  }
  return undefined;
}

interface What {
  readonly target: RenderTarget;
  readonly name: string;
  readonly tool: string;
}

async function show(
  rendered: Rendered,
  { target, name, tool }: What,
  server: LanguageServer,
  documents: RenderedDocuments,
  output: LogOutputChannel,
): Promise<void> {
  if (rendered.kind === 'cancelled') return;
  if (rendered.kind === 'failed') {
    output.error(`${tool} could not render ${target.folder.fsPath}:\n${rendered.words}`);
    const first = rendered.words.split('\n')[0] ?? '';
    const more = l10n.t('Show Output');
    const choice = await window.showErrorMessage(
      l10n.t('Meshward: {0} could not render {1}: {2}', tool, name, first),
      more,
    );
    if (choice === more) output.show();
    return;
  }
  // Said to the user where it happens.
  const client = await server.client().catch(() => undefined);
  if (!client) return;
  const uri = documents.put(target.folder, name, rendered.text);
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document, { preview: false });
  const text = document.getText();
  const checked = await client.sendRequest<CheckedText>(CHECK_TEXT_REQUEST, { uri: uri.toString(), text });
  const problems = l10n.t('Show Problems');
  const unsaved = workspace.textDocuments.some(
    (each) => each.isDirty && each.uri.path.startsWith(`${target.folder.path}/`),
  );
  const choice = await window.showInformationMessage(
    unsaved
      ? l10n.t('Meshward: {0}, rendered by {1}: {2}. What is not saved is not in it.', name, tool, summaryOf(checked))
      : l10n.t('Meshward: {0}, rendered by {1}: {2}.', name, tool, summaryOf(checked)),
    ...(checked.errors + checked.warnings + checked.others > 0 ? [problems] : []),
  );
  if (choice === problems) await commands.executeCommand('workbench.actions.view.problems');
}

function summaryOf({ objects, errors, warnings, others }: CheckedText): string {
  const counted = (count: number, one: string, many: string) => (count > 0 ? [count === 1 ? one : many] : []);
  const findings = [
    ...counted(errors, l10n.t('1 error'), l10n.t('{0} errors', errors)),
    ...counted(warnings, l10n.t('1 warning'), l10n.t('{0} warnings', warnings)),
    ...counted(others, l10n.t('1 hint'), l10n.t('{0} hints', others)),
  ];
  const found = findings.join(', ') || l10n.t('nothing found');
  return objects === 1
    ? l10n.t('1 object of Istio, Knative, KServe and Kubernetes, {0}', found)
    : l10n.t('{0} objects of Istio, Knative, KServe and Kubernetes, {1}', objects, found);
}

const INSTALL = {
  chart: {
    missing: () => l10n.t('helm is not on the PATH of VS Code. Install Helm, and start VS Code anew.'),
    page: 'https://helm.sh/docs/intro/install/',
  },
  kustomization: {
    missing: () =>
      l10n.t('Neither kustomize nor kubectl is on the PATH of VS Code. Install one of them, and start VS Code anew.'),
    page: 'https://kubectl.docs.kubernetes.io/installation/kustomize/',
  },
} as const;

async function tellMissing({ kind }: RenderTarget): Promise<void> {
  const { missing, page } = INSTALL[kind];
  const how = l10n.t('How to Install');
  const choice = await window.showErrorMessage(`Meshward: ${missing()}`, how);
  if (choice === how) await env.openExternal(Uri.parse(page));
}

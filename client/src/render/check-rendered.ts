/** "Check Rendered Output": has helm or kustomize render what is on disk, and shows what Meshward finds in the result. */
import { basename } from 'node:path';
import { commands, env, type LogOutputChannel, ProgressLocation, Uri, window, workspace } from 'vscode';
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
      'Meshward: Rendering runs helm or kustomize on the files of this folder, which you have not said that you trust.',
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
      title: `Meshward: ${found.name} is rendering ${name}`,
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
    const more = 'Show Output';
    const choice = await window.showErrorMessage(`Meshward: ${tool} could not render ${name}: ${first}`, more);
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
  const problems = 'Show Problems';
  const unsaved = workspace.textDocuments.some(
    (each) => each.isDirty && each.uri.path.startsWith(`${target.folder.path}/`),
  );
  const choice = await window.showInformationMessage(
    `Meshward: ${name}, rendered by ${tool}: ${summaryOf(checked)}.${unsaved ? ' What is not saved is not in it.' : ''}`,
    ...(checked.errors + checked.warnings + checked.others > 0 ? [problems] : []),
  );
  if (choice === problems) await commands.executeCommand('workbench.actions.view.problems');
}

function summaryOf({ objects, errors, warnings, others }: CheckedText): string {
  const counted = (count: number, what: string) => (count > 0 ? [`${count} ${what}${count === 1 ? '' : 's'}`] : []);
  const findings = [...counted(errors, 'error'), ...counted(warnings, 'warning'), ...counted(others, 'hint')];
  return `${objects === 1 ? '1 object' : `${objects} objects`} of Istio, Knative, KServe and Kubernetes, ${findings.join(', ') || 'nothing found'}`;
}

const INSTALL = {
  chart: {
    missing: 'helm is not on the PATH of VS Code. Install Helm',
    page: 'https://helm.sh/docs/intro/install/',
  },
  kustomization: {
    missing: 'Neither kustomize nor kubectl is on the PATH of VS Code. Install one of them',
    page: 'https://kubectl.docs.kubernetes.io/installation/kustomize/',
  },
} as const;

async function tellMissing({ kind }: RenderTarget): Promise<void> {
  const { missing, page } = INSTALL[kind];
  const how = 'How to Install';
  const choice = await window.showErrorMessage(`Meshward: ${missing}, and start VS Code anew.`, how);
  if (choice === how) await env.openExternal(Uri.parse(page));
}

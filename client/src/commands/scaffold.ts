/** The scaffold commands: ask, choose a folder, render, preview, write, show. */
import { commands, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  SCAFFOLD_REQUEST,
  SCAFFOLDS_REQUEST,
  type ScaffoldFile,
  type ScaffoldInfo,
  type ScaffoldParams,
  type ScaffoldResult,
  type ScaffoldValues,
  WORKSPACE_FACTS_REQUEST,
  type WorkspaceFacts,
} from '../../../server/src/protocol';
import type { LanguageServer } from '../language-server';
import { MultiStep } from './multi-step';
import { applyWithPreview, planEdit } from './scaffold-edit';
import { askTarget, type Target } from './scaffold-folder';
import { askQuestions, type Interview, questionsOf } from './scaffold-questions';

export async function scaffoldCommand(server: LanguageServer, output: LogOutputChannel, name: string): Promise<void> {
  // Said to the user where it happens.
  const client = await server.client().catch(() => undefined);
  if (!client) return;
  try {
    await run(client, name);
  } catch (error) {
    output.error(error instanceof Error ? error : String(error));
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`The scaffold could not be written: ${reason}`);
  }
}

async function run(client: BaseLanguageClient, name: string): Promise<void> {
  const infos = await client.sendRequest<ScaffoldInfo[]>(SCAFFOLDS_REQUEST);
  const info = infos.find((candidate) => candidate.name === name);
  if (!info) throw new Error(`the server knows no scaffold ${name}`);
  const facts = await client.sendRequest<WorkspaceFacts>(WORKSPACE_FACTS_REQUEST);

  const steps = new MultiStep();
  const asked = await askAll({ steps, client, info, facts }).finally(() => steps.dispose());
  if (!asked) return;
  const request: ScaffoldParams = { name, values: asked.values };
  const result = await client.sendRequest<ScaffoldResult>(SCAFFOLD_REQUEST, request);
  if ('error' in result) throw new Error(result.error.message);
  await write(asked.target, info, result.files);
}

/** All questions and the folder at the end, where Back leads into the questions again. */
async function askAll(interview: Interview): Promise<{ values: ScaffoldValues; target: Target } | undefined> {
  const { steps, info } = interview;
  let given: ScaffoldValues = {};
  let start = 0;
  for (;;) {
    const values = await askQuestions(interview, given, start);
    if (!values) return undefined;
    const last = questionsOf(info, values).length + 1;
    const question = { title: info.title, prompt: 'Where shall the files go?', step: last, totalSteps: last };
    const answer = await askTarget(steps, question, values[info.folder] ?? info.name);
    if (answer === undefined || answer === 'cancel') return undefined;
    if (answer !== 'back') return { values, target: answer.value };
    given = values;
    start = last - 2;
  }
}

async function write(target: Target, info: ScaffoldInfo, files: readonly ScaffoldFile[]): Promise<void> {
  if (target === 'open-folder') {
    await commands.executeCommand('workbench.action.files.openFolder');
    return;
  }
  if (target === 'untitled') {
    await openUntitled(info, files);
    return;
  }
  const main = Uri.joinPath(target.folder, ...info.open.split('/'));
  const plan = await planEdit(target.folder, files);
  if (plan.created.length + plan.changed.length === 0) {
    void window.showInformationMessage(
      `Nothing to write: ${workspace.asRelativePath(target.folder)} holds these files already.`,
    );
  } else if (!(await applyWithPreview(plan))) return;
  await window.showTextDocument(main, { preview: false });
  if (plan.created.length > 0) void tellOfNextSteps(target.folder, files);
}

/** The main document last, so that it is in front. */
async function openUntitled(info: ScaffoldInfo, files: readonly ScaffoldFile[]): Promise<void> {
  const ordered = [...files].sort((a, b) => Number(a.path === info.open) - Number(b.path === info.open));
  for (const { path, text } of ordered) {
    const language = path.endsWith('.md') ? 'markdown' : 'yaml';
    const document = await workspace.openTextDocument({ language, content: text });
    await window.showTextDocument(document, { preview: false });
  }
}

async function tellOfNextSteps(folder: Uri, files: readonly ScaffoldFile[]): Promise<void> {
  const readme = files.find((file) => file.path === 'README.md');
  if (!readme) return;
  const show = 'Open README.md';
  const text = `Scaffold written to ${workspace.asRelativePath(folder)}. Its README.md says what to run, in which order.`;
  if ((await window.showInformationMessage(text, show)) === show) {
    await window.showTextDocument(Uri.joinPath(folder, readme.path), { preview: false });
  }
}

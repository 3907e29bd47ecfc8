/** The scaffold commands: ask, choose a folder, render, preview, write, show. */
import { commands, FileType, type LogOutputChannel, l10n, Range, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  SCAFFOLD_REQUEST,
  SCAFFOLDS_REQUEST,
  type ScaffoldClash,
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

/** @param values answers that a caller has already (a code action's command): they are proposed, not taken. */
export async function scaffoldCommand(
  server: LanguageServer,
  output: LogOutputChannel,
  name: string,
  values?: unknown,
): Promise<void> {
  await guarded(server, output, async (client) => {
    const infos = await client.sendRequest<ScaffoldInfo[]>(SCAFFOLDS_REQUEST);
    const info = infos.find((candidate) => candidate.name === name);
    if (!info) throw new Error(`the server knows no scaffold ${name}`);
    await run(client, info, { values: answersIn(values) });
  });
}

/** @param resource the folder or file whose context menu it came from; from the palette there is none. */
export async function scaffoldHere(server: LanguageServer, output: LogOutputChannel, resource: unknown): Promise<void> {
  await guarded(server, output, async (client) => {
    const infos = await client.sendRequest<ScaffoldInfo[]>(SCAFFOLDS_REQUEST);
    const picked = await window.showQuickPick(
      infos.map((info) => ({ label: info.title, detail: info.description, info })),
      { title: l10n.t('Scaffold'), placeHolder: l10n.t('What shall be set up?'), matchOnDetail: true },
    );
    if (!picked) return;
    const folder = resource instanceof Uri ? await folderOf(resource) : undefined;
    await run(client, picked.info, { values: {}, ...(folder && { folder }) });
  });
}

async function guarded(
  server: LanguageServer,
  output: LogOutputChannel,
  task: (client: BaseLanguageClient) => Promise<void>,
): Promise<void> {
  // Said to the user where it happens.
  const client = await server.client().catch(() => undefined);
  if (!client) return;
  try {
    await task(client);
  } catch (error) {
    output.error(error instanceof Error ? error : String(error));
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t('The scaffold could not be written: {0}', reason));
  }
}

/** What a run knows before it asks. */
interface Start {
  readonly values: ScaffoldValues;
  readonly folder?: Uri;
}

/** Anyone can call a command with anything. */
const answersIn = (values: unknown): ScaffoldValues =>
  typeof values === 'object' && values !== null
    ? Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'))
    : {};

async function folderOf(resource: Uri): Promise<Uri> {
  const { type } = await workspace.fs.stat(resource);
  return type & FileType.Directory ? resource : Uri.joinPath(resource, '..');
}

async function run(client: BaseLanguageClient, info: ScaffoldInfo, start: Start): Promise<void> {
  const facts = await client.sendRequest<WorkspaceFacts>(WORKSPACE_FACTS_REQUEST);
  const steps = new MultiStep();
  const asked = await askAll({ steps, client, info, facts }, start).finally(() => steps.dispose());
  if (!asked) return;
  const { target } = asked;
  const folder = typeof target === 'string' ? undefined : target.folder.toString();
  const request: ScaffoldParams = { name: info.name, values: asked.values, ...(folder !== undefined && { folder }) };
  const result = await client.sendRequest<ScaffoldResult>(SCAFFOLD_REQUEST, request);
  if ('error' in result) throw new Error(result.error.message);
  await write(target, info, result);
}

/** All questions and the folder at the end, where Back leads into the questions again. */
async function askAll(
  interview: Interview,
  from: Start,
): Promise<{ values: ScaffoldValues; target: Target } | undefined> {
  const { steps, info } = interview;
  let given = from.values;
  let start = 0;
  for (;;) {
    const values = await askQuestions(interview, given, start);
    if (!values) return undefined;
    const last = questionsOf(info, values).length + 1;
    const question = { title: info.title, prompt: l10n.t('Where shall the files go?'), step: last, totalSteps: last };
    const answer = await askTarget(steps, question, values[info.folder] ?? info.name, from.folder);
    if (answer === undefined || answer === 'cancel') return undefined;
    if (answer !== 'back') return { values, target: answer.value };
    given = values;
    start = last - 2;
  }
}

type Rendered = Exclude<ScaffoldResult, { readonly error: unknown }>;

async function write(target: Target, info: ScaffoldInfo, { files, plan }: Rendered): Promise<void> {
  if (target === 'open-folder') {
    await commands.executeCommand('workbench.action.files.openFolder');
    return;
  }
  if (target === 'untitled') {
    await openUntitled(info, files);
    return;
  }
  const planned = await planEdit(target.folder, plan ?? { creates: files, edits: [], clashes: [] });
  const { created, changed } = planned;
  const nothing = created.length + changed.length === 0;
  if (nothing) {
    void window.showInformationMessage(
      l10n.t('Nothing to write: {0} holds these files already.', workspace.asRelativePath(target.folder)),
    );
  } else if (!(await applyWithPreview(planned))) return;
  const main = Uri.joinPath(target.folder, ...info.open.split('/'));
  const isThere = nothing || [...created, ...changed].some((uri) => uri.toString() === main.toString());
  const shown = isThere ? main : (changed[0] ?? created[0] ?? main);
  await window.showTextDocument(shown, { preview: false });
  if (created.length > 0) void tellOfNextSteps(target.folder, files);
  for (const clash of plan?.clashes ?? []) void tellOfClash(clash);
}

async function tellOfClash({ uri, range, object, message }: ScaffoldClash): Promise<void> {
  const file = Uri.parse(uri);
  const show = l10n.t('Show');
  const text = l10n.t('{0} in {1} was left alone. {2}', object, workspace.asRelativePath(file), message);
  if ((await window.showWarningMessage(text, show)) !== show) return;
  const { line, character } = range.start;
  await window.showTextDocument(file, { selection: new Range(line, character, line, character) });
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
  const show = l10n.t('Open README.md');
  const text = l10n.t(
    'Scaffold written to {0}. Its README.md says what to run, in which order.',
    workspace.asRelativePath(folder),
  );
  if ((await window.showInformationMessage(text, show)) === show) {
    await window.showTextDocument(Uri.joinPath(folder, readme.path), { preview: false });
  }
}

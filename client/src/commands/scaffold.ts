/** The scaffold commands: ask, choose a folder, render, preview, write, show. */
import {
  commands,
  FileType,
  type LogOutputChannel,
  l10n,
  ProgressLocation,
  Range,
  type TextEditor,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  SCAFFOLD_REQUEST,
  SCAFFOLDS_REQUEST,
  type ScaffoldClash,
  type ScaffoldFile,
  type ScaffoldInfo,
  type ScaffoldParams,
  type ScaffoldPlan,
  type ScaffoldResult,
  type ScaffoldValues,
  WORKSPACE_FACTS_REQUEST,
  type WorkspaceFacts,
} from '../../../server/src/protocol';
import type { LanguageServer } from '../language-server';
import { MultiStep } from './multi-step';
import { applyWithPreview, assertWritable, FolderNotWritable, planEdit, rangeOf } from './scaffold-edit';
import { askTarget, type Target } from './scaffold-folder';
import type { ScaffoldMemory } from './scaffold-memory';
import { askQuestions, type Interview, questionsOf } from './scaffold-questions';

/** What all scaffold commands need. */
export interface ScaffoldTools {
  readonly server: LanguageServer;
  readonly output: LogOutputChannel;
  readonly memory: ScaffoldMemory;
}

/** @param values answers that a caller has already (a code action's command): they are proposed, not taken. */
export async function scaffoldCommand(tools: ScaffoldTools, name: string, values?: unknown): Promise<void> {
  await guarded(tools, async (client) => {
    const infos = await client.sendRequest<ScaffoldInfo[]>(SCAFFOLDS_REQUEST);
    const info = infos.find((candidate) => candidate.name === name);
    if (!info) throw new Error(`the server knows no scaffold ${name}`);
    await run(tools, client, info, { values: answersIn(values) });
  });
}

/** @param resource the folder or file whose context menu it came from; from the palette and the view there is none. */
export async function scaffoldHere(tools: ScaffoldTools, resource: unknown): Promise<void> {
  await guarded(tools, async (client) => {
    const info = await pickScaffold(client, l10n.t('Scaffold'));
    if (!info) return;
    const folder = resource instanceof Uri ? await folderOf(resource) : undefined;
    await run(tools, client, info, { values: {}, ...(folder && { folder }) });
  });
}

/** The main manifests of a scaffold at the cursor of the active YAML document, in one step of undo. */
export async function insertScaffold(tools: ScaffoldTools): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== 'yaml') {
    void window.showInformationMessage(l10n.t('Open a YAML file, and put the cursor where the manifests shall go.'));
    return;
  }
  await guarded(tools, async (client) => {
    const info = await pickScaffold(client, l10n.t('Insert Scaffold at Cursor'));
    if (info) await run(tools, client, info, { values: {}, target: { editor } });
  });
}

async function pickScaffold(client: BaseLanguageClient, title: string): Promise<ScaffoldInfo | undefined> {
  const infos = await client.sendRequest<ScaffoldInfo[]>(SCAFFOLDS_REQUEST);
  const picked = await window.showQuickPick(
    infos.map((info) => ({ label: info.title, detail: info.description, info })),
    { title, placeHolder: l10n.t('What shall be set up?'), matchOnDetail: true },
  );
  return picked?.info;
}

async function guarded(
  { server, output }: ScaffoldTools,
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
    void window.showErrorMessage(
      error instanceof FolderNotWritable ? reason : l10n.t('The scaffold could not be written: {0}', reason),
    );
  }
}

/** What a run knows before it asks. */
interface Start {
  readonly values: ScaffoldValues;
  readonly folder?: Uri;
  /** Known already, so that it is not asked for. */
  readonly target?: Target;
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

async function run(
  { memory }: ScaffoldTools,
  client: BaseLanguageClient,
  info: ScaffoldInfo,
  start: Start,
): Promise<void> {
  const facts = await window.withProgress(
    { location: ProgressLocation.Window, title: l10n.t('Reading manifests') },
    () => client.sendRequest<WorkspaceFacts>(WORKSPACE_FACTS_REQUEST),
  );
  const steps = new MultiStep();
  const values = { ...memory.valuesOf(info.name), ...start.values };
  const interview = { steps, client, info, facts };
  const asked = await askAll(interview, memory, { ...start, values }).finally(() => steps.dispose());
  if (!asked) return;
  const { target } = asked;
  await memory.keep(
    info.name,
    asked.values,
    typeof target === 'object' && 'folder' in target ? target.folder : undefined,
  );
  if (typeof target === 'object' && 'folder' in target) await assertWritable(target.folder);
  const request: ScaffoldParams = { name: info.name, values: asked.values, ...placeIn(target) };
  const result = await client.sendRequest<ScaffoldResult>(SCAFFOLD_REQUEST, request);
  if ('error' in result) throw new Error(result.error.message);
  await write(target, info, result);
}

function placeIn(target: Target): Pick<ScaffoldParams, 'folder' | 'at'> {
  if (typeof target === 'string') return {};
  if ('folder' in target) return { folder: target.folder.toString() };
  const { document, selection } = target.editor;
  const { line, character } = selection.active;
  return { at: { uri: document.uri.toString(), position: { line, character } } };
}

/** All questions and the folder at the end, where Back leads into the questions again. */
async function askAll(
  interview: Interview,
  memory: ScaffoldMemory,
  from: Start,
): Promise<{ values: ScaffoldValues; target: Target } | undefined> {
  const { steps, info, facts } = interview;
  let given = from.values;
  let start = 0;
  for (;;) {
    const values = await askQuestions(interview, given, start, from.target ? 0 : 1);
    if (!values) return undefined;
    if (from.target) return { values, target: from.target };
    const last = questionsOf(info, values).length + 1;
    const question = { title: info.title, prompt: l10n.t('Where shall the files go?'), step: last, totalSteps: last };
    const parents = { last: memory.parentOf(info.name), byLayout: facts.parents.map((uri) => Uri.parse(uri, true)) };
    const answer = await askTarget(steps, question, values[info.folder] ?? info.name, parents, from.folder);
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
  if ('editor' in target) {
    await insert(target.editor, plan);
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

/** Where the user looks, so it needs no preview; undo takes all of it back. */
async function insert({ document }: TextEditor, plan: ScaffoldPlan | undefined): Promise<void> {
  const edit = new WorkspaceEdit();
  for (const { uri, range, newText } of plan?.edits ?? []) edit.replace(Uri.parse(uri), rangeOf(range), newText);
  if (edit.size === 0 && plan?.clashes.length === 0) {
    void window.showInformationMessage(l10n.t('Nothing to insert: this workspace holds these objects already.'));
  }
  if (edit.size > 0 && !(await workspace.applyEdit(edit))) throw new Error('the document could not be changed');
  await window.showTextDocument(document);
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

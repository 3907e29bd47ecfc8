/** Every scaffold by keyboard alone, with what its questions propose, in one window and one workspace that fills up. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyEdits, Workspace } from '../../../server/src/core';
import { listScaffolds, planScaffold, type ScaffoldInfo } from '../../../server/src/core/scaffold';
import type { UiTests, Workbench } from '../support/workbench';

export const oneWindow = true;

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

export const files = {
  'deploy/here.yaml': 'note: nothing yet\n',
  'namespaces.yaml': `${namespace('user1')}---\n${namespace('user2')}`,
  'door.yaml': `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: door
  namespace: istio-system
spec:
  selector:
    istio: ingressgateway
  servers:
    - port:
        name: http
        number: 8082
        protocol: HTTP
      hosts:
        - "*"
`,
};

const command = ({ title }: Pick<ScaffoldInfo, 'title'>): string => `Meshward: Scaffold ${title}`;
const LOCKDOWN = 'Meshward: Scaffold Namespace Lockdown';

/** Files below the workspace, by path. */
function filesOf({ workspaceFolder }: Workbench): Map<string, string> {
  const all = readdirSync(workspaceFolder, { recursive: true, withFileTypes: true });
  const files = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.sort().map((path) => [path, readFileSync(path, 'utf8')]));
}

/** What the scaffold makes of the files that are there, as its own tests know it. */
function expected(workbench: Workbench, name: string, folder: string): Map<string, string> {
  const root = `${pathToFileURL(workbench.workspaceFolder).href}/`;
  const files = filesOf(workbench);
  const workspace = new Workspace({ roots: [root], rules: [] });
  const yaml = [...files].filter(([path]) => path.endsWith('.yaml'));
  workspace.update(new Map(yaml.map(([path, text]) => [pathToFileURL(path).href, { text }])));
  const target = join(workbench.workspaceFolder, folder);
  const { creates, edits } = planScaffold(workspace.snapshot, name, {}, pathToFileURL(target).href);
  for (const [path, text] of files) {
    const own = edits.filter(({ uri }) => uri === pathToFileURL(path).href);
    files.set(path, applyEdits(text, own));
  }
  // What is there as text of its own (README.md) is not ticked in the preview.
  for (const { path, text } of creates) {
    const file = join(target, path);
    if (!files.has(file)) files.set(file, text);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Takes every proposal up to the question about the folder; answers the number of questions. */
async function acceptAll(workbench: Workbench): Promise<number> {
  for (;;) {
    const title = await workbench.quickTitle();
    const [, at, of] = /\((\d+)\/(\d+)\)/.exec(title) ?? [];
    if (at === undefined || at === of) return Number(at);
    await workbench.accept();
  }
}

/** Answers the first question of a lockdown with a name that is in no file. */
async function nameNamespace(workbench: Workbench, name: string): Promise<void> {
  assert.match(await workbench.quickTitle(), /\(1\//);
  await workbench.type(name);
  await workbench.pick(name);
}

async function assertFiles(workbench: Workbench, wanted: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of wanted) await workbench.waitForWorkspaceFile(path, text);
  assert.deepEqual(filesOf(workbench), wanted);
}

const everyScaffold = Object.fromEntries(
  listScaffolds().map((info) => [
    `${info.name} is written with what its questions propose`,
    async (workbench: Workbench) => {
      const folder = info.inputs.find(({ key }) => key === info.folder)?.default ?? info.name;
      const wanted = expected(workbench, info.name, folder);
      await workbench.closeEditors();
      await workbench.runCommand(command(info));
      await acceptAll(workbench);
      await workbench.pick(folder);
      await workbench.applyRefactorPreview();
      await assertFiles(workbench, wanted);
      // The main file is shown at last: what is typed before would go there.
      await workbench.waitForEditor();
    },
  ]),
);

export const tests: UiTests = {
  ...everyScaffold,

  'Escape at any step changes nothing': async (workbench) => {
    const before = filesOf(workbench);
    const open = async () => {
      await workbench.runCommand(LOCKDOWN);
      return workbench.quickTitle();
    };
    await open();
    const last = await acceptAll(workbench);
    await workbench.press('Escape');
    await workbench.waitForNoQuickInput();
    for (let step = 1; step < last; step++) {
      let title = await open();
      for (let at = 1; at < step; at++) {
        await workbench.accept();
        title = await workbench.quickTitle();
      }
      assert.ok(title.includes(`(${step}/`), title);
      await workbench.press('Escape');
      await workbench.waitForNoQuickInput();
    }
    assert.deepEqual(filesOf(workbench), before);
  },

  'Back from the last step leads to the first one': async (workbench) => {
    await workbench.runCommand(LOCKDOWN);
    for (let step = await acceptAll(workbench); step > 1; step--) {
      assert.ok((await workbench.quickTitle()).includes(`(${step}/`));
      await workbench.back();
    }
    assert.ok((await workbench.quickTitle()).includes('(1/'));
    await workbench.press('Escape');
    await workbench.waitForNoQuickInput();
  },

  'the answers of the last time are proposed, a port only while it is free': async (workbench) => {
    const gateway = { title: 'Local Gateway' };
    await workbench.runCommand(command(gateway));
    await workbench.answer('another-door');
    for (let step = 2; step < 4; step++) await workbench.accept();
    assert.match(await workbench.inputValue(), /^808[3-9]$/);
    await workbench.fillIn('8082');
    await workbench.waitForInputMessage('8082 is used by istio-system/door');
    await workbench.answer('8090');
    await acceptAll(workbench);
    await workbench.pick('another-door');
    await workbench.discardRefactorPreview();

    await workbench.runCommand(command(gateway));
    assert.equal(await workbench.inputValue(), 'another-door');
    for (let step = 1; step < 4; step++) await workbench.accept();
    assert.equal(await workbench.inputValue(), '8090');
    await workbench.press('Escape');
    await workbench.waitForNoQuickInput();
  },

  'several namespaces are ticked, others typed beside them': async (workbench) => {
    await workbench.closeEditors();
    await workbench.runCommand(LOCKDOWN);
    await nameNamespace(workbench, 'team-t');
    await workbench.accept();
    // One is ticked from the first answer.
    await workbench.tick('user1');
    await workbench.type('team-x,');
    await workbench.waitForChoice('team-x');
    await workbench.accept();
    await acceptAll(workbench);
    await workbench.pick('team-t');
    await workbench.applyRefactorPreview();
    await workbench.waitForEditorText('name: allow-callers');
    const text = await workbench.waitForWorkspaceFile('team-t/authorization-policy.yaml', '- team-x');
    assert.match(text, /namespaces:\n(?: +#.*\n)* +- user1\n +- team-t\n +- team-x\n/);
  },

  'one undo takes a scaffold back': async (workbench) => {
    const before = filesOf(workbench);
    await workbench.closeEditors();
    await workbench.runCommand(LOCKDOWN);
    await nameNamespace(workbench, 'team-u');
    await acceptAll(workbench);
    await workbench.pick('team-u');
    await workbench.applyRefactorPreview();
    await workbench.waitForEditorText('name: allow-callers');
    await workbench.waitForWorkspaceFile('team-u/README.md', 'team-u');
    await workbench.waitForEditor();
    const written = [...filesOf(workbench).keys()].filter((path) => !before.has(path));
    assert.ok(written.length > 3);
    await workbench.press('Control+Z');
    for (const path of written) await workbench.waitForNoWorkspaceFile(path);
    assert.deepEqual(filesOf(workbench), before);
  },

  'manifests go in at the cursor, and out again by one undo': async (workbench) => {
    writeFileSync(join(workbench.workspaceFolder, 'mine.yaml'), '# mine\n');
    await workbench.openFile('mine.yaml');
    await workbench.goTo(2);
    await workbench.runCommand('Meshward: Insert Scaffold at Cursor…');
    await workbench.pick('Namespace Lockdown');
    await nameNamespace(workbench, 'team-v');
    for (;;) {
      const [, at, of] = /\((\d+)\/(\d+)\)/.exec(await workbench.quickTitle())!;
      await workbench.accept();
      if (at === of) break;
    }
    await workbench.waitForEditorText('name: team-v');
    const text = await workbench.editorText();
    assert.match(text, /^# mine\napiVersion: v1\nkind: Namespace\n/);
    assert.match(text, /kind: AuthorizationPolicy/);
    await workbench.press('Control+Z');
    await workbench.waitForEditorText('# mine');
    assert.equal(await workbench.editorText(), '# mine\n');
  },

  'a folder that cannot be written to is said so, and nothing is half written': async (workbench) => {
    // Nobody, not even root, can make files there.
    symlinkSync('/proc/sys/kernel/random', join(workbench.workspaceFolder, 'team-w'));
    writeFileSync(join(workbench.workspaceFolder, 'team-f'), 'a file');
    const before = filesOf(workbench);
    for (const [name, message] of [
      ['team-w', 'cannot be written to, and nothing was changed'],
      ['team-f', 'is a file, not a folder'],
    ] as const) {
      await workbench.runCommand(LOCKDOWN);
      await nameNamespace(workbench, name);
      await acceptAll(workbench);
      await workbench.pick(name);
      if (name === 'team-w') await workbench.applyRefactorPreview();
      await workbench.waitForNotification(message);
    }
    assert.deepEqual(filesOf(workbench), before);
  },

  'the context menus of a folder and a YAML file scaffold there': async (workbench) => {
    await workbench.openFile('here.yaml');
    await workbench.runCommand('File: Reveal Active File in Explorer View');
    for (const toParent of [false, true]) {
      if (toParent) await workbench.press('ArrowLeft');
      await workbench.contextMenu('Scaffold…');
      await workbench.pick('JWT');
      await acceptAll(workbench);
      const [first] = await workbench.choices();
      assert.match(first ?? '', /^deploy\//);
      await workbench.pick('deploy/');
      await workbench.discardRefactorPreview();
      await workbench.runCommand('File: Reveal Active File in Explorer View');
    }
  },
};

// Runs the suites inside VS Code, then the keyboard tests against its window.
//
//   tsx test/vscode/run.mts [--extension DIR] [--tests DIR] [NAME...]
//
// NAME keeps the suites and the ui files whose name contains it. MESHWARD_VSCODE=desktop downloads desktop VS Code instead,
// MESHWARD_VSCODE=oldest takes the oldest version that package.json promises.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import {
  cacheFolder,
  ensureHost,
  type OpenedPage,
  openPage,
  repositoryFolder,
  type Server,
  startServer,
} from '../../scripts/vscode-host.mjs';
import { installExtension, packExtension } from './support/packaged.js';
import { resultVariable, type SuiteResult, type TestResult } from './support/runner.js';
import { buildStandIns } from './support/stand-ins.js';
import { loadWebExtension } from './support/web-extension.js';
import type { UiTests, Workbench } from './support/workbench.js';

interface UiModule {
  tests: UiTests;
  /** Repository-relative folder to copy as the workspace. */
  workspace?: string;
  /** More files of it, by path. A `.code-workspace` makes it one with several folders. */
  files?: Record<string, string>;
  /** A window in which no folder is open. */
  noFolder?: boolean;
  /** All tests share a window and a workspace, in order; one that fails takes the window with it. */
  oneWindow?: boolean;
  /** Added to the environment of VS Code's server, and so of the extension. */
  env?: (repository: string) => Record<string, string>;
  /** Where the extension runs: beside the files, or in a web worker of the window as on vscode.dev. */
  extensionHost?: 'node' | 'web';
  /** The extension is installed from its .vsix instead of running from its folder. */
  installed?: boolean;
  Workbench: typeof Workbench;
}

const suiteLimit = 5 * 60_000;
const uiTestLimit = 2 * 60_000;
const runsFolder = join(cacheFolder, 'runs');
/** Of this run alone: another one may be under way. */
const runFolder = join(runsFolder, String(process.pid));
const screenshotFolder = join(runFolder, 'screenshots');
const bundleFolder = join(runFolder, 'bundles');
const supportFolder = join(repositoryFolder, 'test', 'vscode', 'support');

const { values: options, positionals: names } = parseArgs({
  options: {
    extension: { type: 'string', default: repositoryFolder },
    tests: { type: 'string', default: join(repositoryFolder, 'test', 'vscode') },
  },
  allowPositionals: true,
});
const extensionFolder = resolve(options.extension);
const testsFolder = resolve(options.tests);
const desktop = process.env.MESHWARD_VSCODE === 'desktop';
const oldest = process.env.MESHWARD_VSCODE === 'oldest';
const totals = { passed: 0, failed: 0, skipped: 0 };

checkExtensionIsBuilt();
const suites = selected(findSuites());
const uiFiles = selected(findUiFiles());
removeOldRuns();
process.once('exit', () => {
  rmSync(bundleFolder, { recursive: true, force: true });
  if (!existsSync(screenshotFolder)) rmSync(runFolder, { recursive: true, force: true });
});
if (!desktop) await ensureHost();
for (const suite of suites) await runSuiteFolder(suite);
for (const file of uiFiles) await runUiFile(file);

const ran = totals.passed + totals.failed;
if (ran === 0) console.log('vscode: no test ran');
console.log(
  `\nvscode: ${totals.passed} passed, ${totals.failed} failed${totals.skipped ? `, ${totals.skipped} skipped` : ''}`,
);
process.exit(ran === 0 || totals.failed > 0 ? 1 : 0);

// ---- Suites: mocha inside the extension host ----

async function runSuiteFolder(name: string): Promise<void> {
  console.log(`\n${name}`);
  await reportAfterSecondTry('this suite', () => runSuite(name));
}

async function runSuite(name: string): Promise<TestResult[]> {
  const scratch = await scratchFolder();
  try {
    const module = await bundleSuite(name);
    const workspace = await copyWorkspace(scratch, suiteWorkspace(join(testsFolder, name)));
    const resultFile = join(scratch, 'result.json');
    const extensionsDir = join(scratch, 'extensions');
    const standIns = await buildStandIns(join(testsFolder, name), extensionsDir);
    const env = { [resultVariable]: resultFile, ...(await prepareSuite(name, workspace)) };
    const hostError = desktop
      ? await runInDesktop([extensionFolder, ...standIns], module, workspace, env)
      : await runInNpmHost(name, extensionsDir, module, workspace, env, () => readResult(resultFile));
    const { tests, running, done } = readResult(resultFile);
    if (!done)
      return [...tests, failed(`${running ?? 'the suite'} did not finish`, hostError ?? 'VS Code ended early')];
    if (hostError && !tests.some(isFailed)) return [...tests, failed('the suite', hostError)];
    return tests;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

function failed(title: string, error: string): TestResult {
  return { title, state: 'failed', duration: 0, error };
}

function isFailed({ state }: TestResult): boolean {
  return state === 'failed';
}

/** Returns what went wrong beside the tests themselves. */
async function runInNpmHost(
  name: string,
  extensionsDir: string,
  extensionTestsPath: string,
  workspace: string,
  env: Record<string, string>,
  result: () => SuiteResult,
): Promise<string | undefined> {
  const server = await startServer({ extensionsDir, env });
  let opened: OpenedPage | undefined;
  const windowConsole: string[] = [];
  try {
    opened = await openPage(server, {
      ...workspaceTarget(workspace),
      extensionDevelopmentPath: extensionFolder,
      extensionTestsPath,
      onLog: (_type, line) => windowConsole.push(line),
    });
    let error: string | undefined;
    try {
      const code = await within(suiteLimit, opened.exit);
      if (code !== 0) error = `the suite ended with code ${code}`;
    } catch (caught) {
      error = String(caught);
    }
    const { tests, done } = result();
    if (error || !done || tests.some(isFailed)) {
      await picture(opened, name);
      printTail('console of the window', windowConsole.slice(-60).join('\n'));
      printTail('extension host log', server.logTail());
    }
    return error;
  } finally {
    await opened?.close();
    await server.stop();
  }
}

async function runInDesktop(
  extensionDevelopmentPath: string[],
  extensionTestsPath: string,
  workspace: string,
  extensionTestsEnv: Record<string, string>,
) {
  const target = workspaceTarget(workspace);
  try {
    await runTests({
      // The newest stable one unless CI names another.
      version: process.env.MESHWARD_VSCODE_VERSION,
      extensionDevelopmentPath,
      extensionTestsPath,
      extensionTestsEnv,
      launchArgs: [
        target.workspaceFile ?? target.folder ?? workspace,
        '--disable-extensions',
        '--disable-workspace-trust',
      ],
    });
  } catch (error) {
    return String(error);
  }
}

/** A suite's own `prepare.mts`, when it has one: it may add files to the workspace, and returns environment variables. */
async function prepareSuite(name: string, workspace: string): Promise<Record<string, string>> {
  const file = join(testsFolder, name, 'prepare.mts');
  if (!existsSync(file)) return {};
  const { prepare } = await import(pathToFileURL(file).href);
  return prepare(workspace);
}

/** One CommonJS file that both hosts load; mocha stays outside, it finds its parts by path. */
async function bundleSuite(name: string): Promise<string> {
  const folder = join(testsFolder, name);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
  const runner = JSON.stringify(join(supportFolder, 'runner.ts'));
  const outfile = join(bundleFolder, name, 'suite.js');
  const entry = join(bundleFolder, name, 'index.js');
  await build({
    stdin: {
      contents: `
        import { runSuite } from ${runner};
        export const run = () => runSuite(() => { ${files.map((file) => `require(${JSON.stringify(`./${file}`)});`).join(' ')} });`,
      resolveDir: folder,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  // Source maps count only for modules loaded after this switch.
  await writeFile(entry, "process.setSourceMapsEnabled(true);\nmodule.exports = require('./suite.js');\n");
  return entry;
}

function readResult(file: string): SuiteResult {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SuiteResult) : { tests: [], done: false };
}

// ---- Keyboard tests: Playwright against the window ----

async function runUiFile(file: string): Promise<void> {
  const name = basename(file, '.ui.ts');
  console.log(`\nui/${name}`);
  if (desktop || oldest) {
    console.log(
      desktop
        ? '  - not run: the keyboard tests need the npm-built VS Code'
        : '  - not run: the oldest VS Code comes from npm without the program that searches files',
    );
    totals.skipped++;
    return;
  }
  const ui = await bundleUiFile(file, name);
  await reportAfterSecondTry('all of this file', () => runUiTests(ui, name));
}

async function runUiTests(ui: UiModule, name: string): Promise<TestResult[]> {
  const results: TestResult[] = [];
  let window: UiWindow | undefined;
  try {
    for (const [title, test] of Object.entries(ui.tests)) {
      const started = Date.now();
      let error: string | undefined;
      try {
        window ??= await openUiWindow(ui);
        await within(uiTestLimit, test(window.workbench));
      } catch (caught) {
        error = caught instanceof Error ? (caught.stack ?? caught.message) : String(caught);
        if (window) await showFailure(ui, window, `${name} ${title}`);
      }
      if (error || !ui.oneWindow) {
        await window?.close();
        window = undefined;
      }
      results.push({ title, state: error ? 'failed' : 'passed', duration: Date.now() - started, error });
    }
  } finally {
    await window?.close();
  }
  return results;
}

interface UiWindow {
  workbench: Workbench;
  opened: OpenedPage;
  server: Server;
  windowConsole: string[];
  close(): Promise<void>;
}

async function showFailure(ui: UiModule, { opened, server, windowConsole }: UiWindow, name: string): Promise<void> {
  await picture(opened, name);
  // An extension in a worker logs here.
  if (ui.extensionHost === 'web') printTail('console of the window', windowConsole.slice(-60).join('\n'));
  printTail('extension host log', server.logTail());
}

/** A window with a server and a workspace of its own. */
async function openUiWindow(ui: UiModule): Promise<UiWindow> {
  const scratch = await scratchFolder();
  const workspace = await copyWorkspace(scratch, ui.workspace && join(repositoryFolder, ui.workspace), ui.files);
  const extensionsDir = join(scratch, 'extensions');
  if (ui.installed) await installPacked(extensionsDir, scratch);
  const server = await startServer({ extensionsDir, env: ui.env?.(repositoryFolder) });
  let opened: OpenedPage | undefined;
  const windowConsole: string[] = [];
  const close = async () => {
    await opened?.close();
    await server.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    opened = await openPage(server, {
      ...(ui.noFolder ? {} : workspaceTarget(workspace)),
      ...(ui.extensionHost === 'web'
        ? { prepare: (page) => loadWebExtension(page, server.url, extensionFolder) }
        : ui.installed
          ? {}
          : { extensionDevelopmentPath: extensionFolder }),
      onLog: (_type, line) => windowConsole.push(line),
    });
    const workbench = new ui.Workbench(opened.page, workspace, screenshotFolder);
    await workbench.ready(!ui.noFolder);
    return { workbench, opened, server, windowConsole, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function installPacked(extensionsDir: string, scratch: string): Promise<void> {
  const vsix = await packExtension(extensionFolder, join(scratch, 'meshward.vsix'));
  await installExtension(await ensureHost(), vsix, extensionsDir, scratch);
}

/** Bundled rather than loaded by tsx, whose helpers would be missing in the functions that are sent to the page. */
async function bundleUiFile(file: string, name: string): Promise<UiModule> {
  const outfile = join(bundleFolder, 'ui', `${name}.mjs`);
  await build({
    stdin: {
      contents: `
        export * from ${JSON.stringify(file)};
        export { Workbench } from ${JSON.stringify(join(supportFolder, 'workbench.ts'))};`,
      resolveDir: testsFolder,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return (await import(pathToFileURL(outfile).href)) as UiModule;
}

// ---- Finding ----

function findSuites(): string[] {
  if (!existsSync(testsFolder)) return [];
  return readdirSync(testsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'support' && entry.name !== 'ui')
    .map((entry) => entry.name)
    .filter((name) => readdirSync(join(testsFolder, name)).some((file) => file.endsWith('.test.ts')))
    .sort();
}

function findUiFiles(): string[] {
  const folder = join(testsFolder, 'ui');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ui.ts'))
    .sort()
    .map((file) => join(folder, file));
}

function selected(found: string[]): string[] {
  return names.length === 0 ? found : found.filter((path) => names.some((name) => basename(path).includes(name)));
}

function checkExtensionIsBuilt(): void {
  const manifest = JSON.parse(readFileSync(join(extensionFolder, 'package.json'), 'utf8')) as { main?: string };
  if (!manifest.main || !existsSync(join(extensionFolder, manifest.main))) {
    console.error(
      `${manifest.main ?? 'the "main" of package.json'} is missing in the extension folder: build the extension first.`,
    );
    process.exit(1);
  }
}

// ---- Workspaces ----

async function scratchFolder(): Promise<string> {
  // Resolved, so that paths in VS Code equal the paths that a test computes.
  return realpath(await mkdtemp(join(tmpdir(), 'vscode-test-')));
}

function suiteWorkspace(suiteFolder: string): string | undefined {
  const reference = join(suiteFolder, 'workspace.ref');
  if (existsSync(reference)) return join(repositoryFolder, readFileSync(reference, 'utf8').trim());
  const own = join(suiteFolder, 'workspace');
  return existsSync(own) ? own : undefined;
}

async function copyWorkspace(
  scratch: string,
  source: string | undefined,
  files: Record<string, string> = {},
): Promise<string> {
  const target = join(scratch, source ? basename(source) : 'workspace');
  await mkdir(target);
  if (source) await cp(source, target, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await writeFile(join(target, name), text);
  }
  return target;
}

/** What runs have left that are over: pictures of their failures, which somebody has looked at by now. */
function removeOldRuns(): void {
  if (!existsSync(runsFolder)) return;
  for (const name of readdirSync(runsFolder)) {
    if (!isRunning(Number(name))) rmSync(join(runsFolder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A single `.code-workspace` file in the folder makes it a multi-root workspace. */
function workspaceTarget(folder: string): { folder?: string; workspaceFile?: string } {
  const files = readdirSync(folder).filter((name) => name.endsWith('.code-workspace'));
  return files.length === 1 ? { workspaceFile: join(folder, files[0]!) } : { folder };
}

// ---- Reporting ----

/** A slow machine can lose a keystroke to the editor, or a start. What is broken fails twice. */
async function reportAfterSecondTry(all: string, run: () => Promise<TestResult[]>): Promise<void> {
  let results = await run();
  const lost = results.filter(isFailed);
  if (lost.length > 0) {
    for (const { title, error } of lost) console.log(`  ~ ${title}: failed, ${all} runs once more\n${error}`);
    results = await run();
  }
  for (const result of results) report(result);
}

function report(test: TestResult): void {
  totals[test.state]++;
  const sign = { passed: '✓', failed: '✗', skipped: '-' }[test.state];
  console.log(`  ${sign} ${test.title}${test.state === 'skipped' ? ' (skipped)' : ` (${test.duration} ms)`}`);
  if (test.error) console.log(test.error.replace(/^/gm, '      '));
}

async function picture(opened: OpenedPage, name: string): Promise<void> {
  const path = join(screenshotFolder, `${name.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}-failed.png`);
  try {
    await mkdir(screenshotFolder, { recursive: true });
    await opened.page.screenshot({ path });
    console.log(`  screenshot: ${path}`);
  } catch (error) {
    console.log(`  no screenshot: ${String(error)}`);
  }
}

function printTail(title: string, text: string): void {
  if (text.trim()) console.log(`  ${title}:\n${text.replace(/^/gm, '    | ')}`);
}

function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limit / 1000} s`)), limit);
  });
  return Promise.race([work, expired]).finally(() => clearTimeout(timer));
}

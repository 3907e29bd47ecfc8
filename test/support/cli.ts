/** The command line as it is shipped: bundled once a run, run as its own process. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundles } from '../../scripts/bundles.mts';
import { REPOSITORY } from './repository';

const NOBODY = 65534;

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Run without the right to read everything, which root has: as `nobody`. */
  readonly unprivileged?: boolean;
}

/** A bundle in a folder of its own, with the pages beside it as in the package. */
export class Cli {
  readonly home: string;

  private constructor(home: string) {
    this.home = home;
  }

  /** @param options.withServer the language server's bundle too, beside the command line's */
  static async build(options: { readonly withServer?: boolean } = {}): Promise<Cli> {
    const home = mkdtempSync(join(tmpdir(), 'meshward-cli-'));
    chmodSync(home, 0o755);
    await build({
      absWorkingDir: REPOSITORY,
      entryPoints: {
        cli: 'server/src/entry/cli.ts',
        ...(options.withServer ? { server: 'server/src/entry/node.ts' } : {}),
      },
      outdir: join(home, 'dist'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'es2022',
      loader: { '.yaml': 'text', '.md': 'text' },
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
    cpSync(join(REPOSITORY, 'docs'), join(home, 'docs'), { recursive: true });
    cpSync(join(REPOSITORY, 'package.json'), join(home, 'package.json'));
    return new Cli(home);
  }

  /** What is shipped, whole: every bundle of the terminal and of both servers as `npm run build` makes them. */
  static async shipped(): Promise<Cli> {
    const home = mkdtempSync(join(tmpdir(), 'meshward-dist-'));
    const wanted = bundles(join(home, 'dist'), true).filter(({ outfile }) => !/client|view|lib\.js/.test(outfile!));
    await Promise.all(wanted.map((bundle) => build({ ...bundle, logLevel: 'error' })));
    cpSync(join(REPOSITORY, 'package.json'), join(home, 'package.json'));
    return new Cli(home);
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  run(
    words: readonly string[],
    { cwd = REPOSITORY, input, env = {}, unprivileged = false }: RunOptions = {},
  ): Promise<CliRun> {
    return new Promise((resolve, reject) => {
      const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
      const child = spawn(process.execPath, [join(this.home, 'dist/cli.js'), ...words], {
        cwd,
        env: { ...inherited, ...env },
        ...(unprivileged && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
      });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.on('error', reject);
      child.on('close', (code) =>
        resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
      );
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
  }

  /** Closes the reading end of stdout at the first bytes. */
  runAndHangUp(words: readonly string[]): Promise<{ code: number | null; seen: string; stderr: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(this.home, 'dist/cli.js'), ...words], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let seen = '';
      let stderr = '';
      child.stdout.once('data', (chunk: Buffer) => {
        seen = chunk.toString();
        child.stdout.destroy();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, seen, stderr }));
    });
  }
}

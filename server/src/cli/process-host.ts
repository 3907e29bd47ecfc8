/** The process itself as the commands' host. */
import type { CliHost } from './host';

export interface ProcessParts {
  readonly home: string;
  readonly startServer: () => void;
}

/** Milliseconds: work that is done by then shows no progress, and what is shown changes no faster. */
const PROGRESS_AFTER = 500;
const PROGRESS_EVERY = 100;

export function processHost({ home, startServer }: ProcessParts): CliHost {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // `meshward check . | head`: whoever read has seen enough, but the exit code still counts. A closed terminal gives EIO.
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
  return {
    cwd: process.cwd(),
    home,
    color: takesColor(process.stdout.isTTY === true, process.env),
    env: process.env,
    out: (text) => write(process.stdout, text),
    error: (text) => write(process.stderr, text),
    progress: process.stderr.isTTY && process.env.TERM !== 'dumb' ? terminalProgress(process.stderr) : () => {},
    readInput,
    uninterrupted,
    startServer,
  };
}

/** https://no-color.org, and FORCE_COLOR for terminals that pipes hide. */
export function takesColor(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTerminal && env.TERM !== 'dumb';
}

/**
 * One line that is written over.
 * @param now ms since whenever
 */
export function terminalProgress(
  terminal: Pick<NodeJS.WriteStream, 'write' | 'columns'>,
  now: () => number = () => performance.now(),
): CliHost['progress'] {
  let next = now() + PROGRESS_AFTER;
  let shown = false;
  return (text) => {
    if (text === undefined) {
      if (shown) terminal.write('\r\u001b[2K');
      shown = false;
    } else if (now() >= next) {
      next = now() + PROGRESS_EVERY;
      shown = true;
      terminal.write(`\r\u001b[2K${text.slice(0, (terminal.columns ?? 80) - 1)}`);
    }
  };
}

const write = (stream: NodeJS.WriteStream, text: string): Promise<void> =>
  new Promise((resolve) => {
    stream.write(text, () => resolve());
  });

async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  let heard: NodeJS.Signals | undefined;
  const hear = (signal: NodeJS.Signals) => {
    heard = signal;
  };
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, hear);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, hear);
    // With the listeners gone it ends the process as it would have: shells show 130 for Ctrl-C.
    if (heard) {
      process.kill(process.pid, heard);
      await new Promise(() => {});
    }
  }
}

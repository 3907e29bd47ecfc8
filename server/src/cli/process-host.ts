/** The process itself as the commands' host. */
import type { CliHost } from './host';

export interface ProcessParts {
  readonly home: string;
  readonly startServer: () => void;
}

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
    out: (text) => write(process.stdout, text),
    error: (text) => write(process.stderr, text),
    readInput,
    startServer,
  };
}

/** https://no-color.org, and FORCE_COLOR for terminals that pipes hide. */
export function takesColor(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTerminal && env.TERM !== 'dumb';
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

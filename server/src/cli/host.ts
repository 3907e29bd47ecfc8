/** What a command sees of the world around it; tests and the entry make one each. */

export interface CliHost {
  /** Absolute path of the working folder. */
  readonly cwd: string;
  /** Folder that holds `docs/` and `package.json`. */
  readonly home: string;
  /** Whether stdout takes colours. */
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a whole text; resolves when it is handed on, or when nobody reads any more. */
  out(text: string): Promise<void>;
  error(text: string): Promise<void>;
  /** Shows on a terminal, and only there, what is going on; `undefined` takes it away. Cheap to call often. */
  progress(text: string | undefined): void;
  readInput(): Promise<Uint8Array>;
  /** Does work that must not stop half-way: a Ctrl-C that comes meanwhile counts afterwards. */
  uninterrupted<T>(work: () => Promise<T>): Promise<T>;
  /** Runs the language server until its client ends it. */
  startServer(): void;
}

/** 0: done, nothing to fail on. 1: findings. 2: wrong usage, or input that cannot be read. */
export type ExitCode = 0 | 1 | 2;

/** Something the user has to change in the command line. Its message is all they see. */
export class UsageError extends Error {}

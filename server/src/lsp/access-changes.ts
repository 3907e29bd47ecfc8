/** Tells the client once that what it was told of access may have changed: only a client that has asked since is told. */
import type { Connection } from 'vscode-languageserver';
import { ACCESS_CHANGED } from '../protocol';

export interface AccessChangesOptions {
  readonly connection: Connection;
  /** Runs a function soon, after messages that have arrived by then. */
  readonly defer: (run: () => void) => void;
}

export class AccessChanges {
  readonly #options: AccessChangesOptions;
  #watched = false;

  constructor(options: AccessChangesOptions) {
    this.#options = options;
  }

  /** The client was given an answer. */
  watch(): void {
    this.#watched = true;
  }

  /** Files changed. */
  touch(): void {
    if (!this.#watched) return;
    this.#watched = false;
    this.#options.defer(() => void this.#options.connection.sendNotification(ACCESS_CHANGED));
  }
}

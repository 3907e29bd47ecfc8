/** Asks the client to fetch code lenses and inlay hints anew after changes that it cannot know to concern them. */
import { CodeLensRefreshRequest, type Connection, InlayHintRefreshRequest } from 'vscode-languageserver';
import type { ClientFeatures } from './client-features';
import type { OpenDocuments } from './open-documents';

export interface ViewRefreshOptions {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly documents: OpenDocuments;
  /** Runs a function soon, after messages that have arrived by then. */
  readonly defer: (run: () => void) => void;
}

export class ViewRefresh {
  readonly #options: ViewRefreshOptions;
  #waiting = false;

  constructor(options: ViewRefreshOptions) {
    this.#options = options;
  }

  /** @param uris files that changed, or whose findings may have */
  touch(uris: Iterable<string>): void {
    const { documents } = this.#options;
    const open = [...documents.keys()];
    // A client fetches for the document that is being edited by itself.
    const others = open.length > 1 || [...uris].some((uri) => !documents.has(uri));
    if (open.length > 0 && others) this.all();
  }

  /** Several calls in one turn ask once. */
  all(): void {
    const { connection, client, defer } = this.#options;
    if (this.#waiting) return;
    this.#waiting = true;
    defer(() => {
      this.#waiting = false;
      const ask = (method: string) => {
        connection.sendRequest(method).catch(() => {
          // The client is on its way out, or has nothing to show them in.
        });
      };
      if (client.refreshLenses) ask(CodeLensRefreshRequest.method);
      if (client.refreshHints) ask(InlayHintRefreshRequest.method);
    });
  }
}

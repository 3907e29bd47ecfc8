/**
 * Sends findings that nobody asked for, and only when they differ from what was sent. Open documents of a client that pulls are left to
 * it; when another file's change altered their findings, it is asked to pull again.
 */
import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { ClientFeatures } from './client-features';
import type { Converter } from './convert';
import type { Manifests } from './manifests';
import type { OpenDocuments } from './open-documents';

/** Files per slice: between slices, messages are served. */
const SLICE = 100;

interface Pulled {
  readonly version: number;
  readonly resultId: string;
  readonly json: string;
}

export class Publisher {
  readonly #connection: Connection;
  readonly #client: ClientFeatures;
  readonly #manifests: Manifests;
  readonly #documents: OpenDocuments;
  readonly #converter: Converter;
  readonly #defer: (run: () => void) => void;
  readonly #dirty = new Set<string>();
  readonly #sent = new Map<string, string>();
  readonly #pulled = new Map<string, Pulled>();
  #held = true;
  #running = false;
  #refresh = false;
  #results = 0;

  constructor(parts: {
    connection: Connection;
    client: ClientFeatures;
    manifests: Manifests;
    documents: OpenDocuments;
    converter: Converter;
    defer: (run: () => void) => void;
  }) {
    this.#connection = parts.connection;
    this.#client = parts.client;
    this.#manifests = parts.manifests;
    this.#documents = parts.documents;
    this.#converter = parts.converter;
    this.#defer = parts.defer;
  }

  /** Until the client's settings are known nothing is pushed, so that nothing is shown that they turn off. */
  release(): void {
    this.#held = false;
    this.#run();
  }

  /** Marks files (canonical URIs) whose findings may have changed. */
  touch(uris: Iterable<string>): void {
    for (const uri of uris) this.#dirty.add(uri);
    this.#run();
  }

  /** Answers a pull: the findings, or nothing but the old id when they are as before. */
  pull(uri: string, previousResultId: string | undefined): { resultId: string; items?: Diagnostic[] } {
    const items = this.#diagnosticsOf(uri);
    const version = this.#documents.get(uri)?.buffer.version ?? 0;
    const json = JSON.stringify(items);
    const before = this.#pulled.get(uri);
    const same = before?.json === json;
    const resultId = same ? before.resultId : String(++this.#results);
    this.#pulled.set(uri, { version, resultId, json });
    return same && previousResultId === resultId ? { resultId } : { resultId, items };
  }

  /** From here on the client pulls this file: what was pushed for it is taken back. */
  handOver(uri: string): void {
    if (this.#client.pullDiagnostics) this.#send(uri, this.#documents.spell(uri), []);
  }

  /** The client pulls this file no more. */
  takeBack(uri: string, spelled: string): void {
    this.#pulled.delete(uri);
    if (spelled !== uri) this.#send(uri, spelled, []);
    this.touch([uri]);
  }

  #diagnosticsOf(uri: string): Diagnostic[] {
    return this.#manifests.findings(uri).map((finding) => this.#converter.diagnostic(finding));
  }

  #run(): void {
    if (this.#held || this.#running || this.#dirty.size === 0) return;
    this.#running = true;
    this.#defer(() => {
      this.#running = false;
      this.#slice();
      this.#run();
    });
  }

  #slice(): void {
    this.#manifests.flush();
    // Whoever types waits for this one, while a whole folder may be in line.
    for (const uri of this.#documents.keys()) if (this.#dirty.delete(uri)) this.#settle(uri);
    let left = SLICE;
    for (const uri of this.#dirty) {
      if (left-- === 0) return;
      this.#dirty.delete(uri);
      this.#settle(uri);
    }
    if (!this.#refresh) return;
    this.#refresh = false;
    this.#connection.languages.diagnostics.refresh().catch(() => {
      // The client is going away.
    });
  }

  #settle(uri: string): void {
    const open = this.#documents.get(uri);
    if (!open || !this.#client.pullDiagnostics) {
      // A closed file is judged once everything is read.
      if (!open && [...this.#manifests.unread].some((root) => uri.startsWith(root))) return;
      this.#send(uri, open?.uri ?? uri, this.#diagnosticsOf(uri));
      return;
    }
    const pulled = this.#pulled.get(uri);
    // A document that changed since is going to be pulled anyway.
    if (!this.#client.refreshDiagnostics || !pulled || pulled.version !== open.buffer.version) return;
    if (JSON.stringify(this.#diagnosticsOf(uri)) !== pulled.json) this.#refresh = true;
  }

  #send(uri: string, spelled: string, diagnostics: Diagnostic[]): void {
    const json = diagnostics.length > 0 ? JSON.stringify(diagnostics) : undefined;
    if (this.#sent.get(spelled) === json) return;
    if (json) this.#sent.set(spelled, json);
    else this.#sent.delete(spelled);
    const version = this.#documents.get(uri)?.buffer.version;
    void this.#connection.sendDiagnostics({ uri: spelled, ...(version !== undefined && { version }), diagnostics });
  }
}

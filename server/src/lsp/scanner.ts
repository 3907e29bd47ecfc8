/** Reads the workspace folders in slices, between which messages are served, and puts all files in at once: what is missing then is missing. */
import type { Connection } from 'vscode-languageserver';
import type { LeftOutBy, SourceFile } from '../core';
import type { Disk } from './disk';
import type { Manifests } from './manifests';
import type { OpenDocuments } from './open-documents';

/** Files read at a time. */
const READ_SLICE = 50;
/** Documents parsed at a time: a few ms. */
const PARSE_SLICE = 20;

export interface ScannerParts {
  readonly connection: Connection;
  readonly manifests: Manifests;
  readonly documents: OpenDocuments;
  readonly disk: Disk;
  readonly defer: (run: () => void) => void;
  /** All files are in; told of the files whose findings are now complete. */
  readonly onDone: (uris: Iterable<string>) => void;
}

export class Scanner {
  readonly #parts: ScannerParts;
  #current: AbortController | undefined;

  constructor(parts: ScannerParts) {
    this.#parts = parts;
  }

  /**
   * Reads all folders anew; a scan that still runs is given up.
   * @param roots URIs with a trailing slash
   * @param fresh those among them whose files were never read
   */
  async scan(roots: readonly string[], fresh: Iterable<string>): Promise<void> {
    const { manifests, onDone } = this.#parts;
    this.#current?.abort();
    const controller = new AbortController();
    this.#current = controller;
    const { signal } = controller;
    manifests.unread = new Set([...manifests.unread, ...fresh].filter((root) => roots.includes(root)));
    const overtaken = manifests.recordChanges();
    const progress = this.#beginProgress();
    try {
      const leftOut = new Map<string, LeftOutBy>();
      const files = await this.#readAll(roots, signal, progress.report, leftOut);
      if (signal.aborted) return;
      manifests.flush();
      for (const uri of [...files.keys()]) if (overtaken.has(uri) || this.#parts.documents.has(uri)) files.delete(uri);
      manifests.unread = new Set();
      manifests.leftOut = leftOut;
      await manifests.put(files);
      onDone(manifests.workspace.snapshot.files.keys());
    } finally {
      progress.done();
      if (this.#current === controller) {
        this.#current = undefined;
        manifests.stopRecording();
      }
    }
  }

  async #readAll(
    roots: readonly string[],
    signal: AbortSignal,
    report: (count: number) => void,
    leftOut: Map<string, LeftOutBy>,
  ): Promise<Map<string, SourceFile | undefined>> {
    const { manifests, disk, documents } = this.#parts;
    const files = new Map<string, SourceFile | undefined>();
    // Known files that the folders hold no more.
    for (const uri of manifests.workspace.snapshot.files.keys()) files.set(uri, undefined);
    const seen = new Set<string>();
    let slice: string[] = [];
    const readSlice = async () => {
      const uris = slice.filter((uri) => !documents.has(uri));
      slice = [];
      const contents = await Promise.all(uris.map((uri) => disk.read(uri)));
      for (const [i, uri] of uris.entries()) {
        const content = contents[i];
        if (content) files.set(uri, await this.#parse(uri, content.text));
        if (signal.aborted) return;
      }
      report(seen.size);
      await this.#breathe();
    };
    for (const root of roots) {
      for await (const uri of disk.list(root, signal, (uri, by) => leftOut.set(uri, by))) {
        if (signal.aborted) return files;
        if (seen.has(uri)) continue;
        seen.add(uri);
        slice.push(uri);
        if (slice.length >= READ_SLICE) await readSlice();
      }
    }
    await readSlice();
    return files;
  }

  async #parse(uri: string, text: string): Promise<SourceFile> {
    const { workspace } = this.#parts.manifests;
    const file = workspace.open(uri, { text });
    let parsed = workspace.counters.documentsParsed;
    for (const { document } of file.documents) {
      void document.resources;
      if (workspace.counters.documentsParsed - parsed < PARSE_SLICE) continue;
      await this.#breathe();
      parsed = workspace.counters.documentsParsed;
    }
    return file;
  }

  #breathe(): Promise<void> {
    return new Promise((resolve) => this.#parts.defer(resolve));
  }

  /** The client's answer is not waited for. */
  #beginProgress(): { report: (count: number) => void; done: () => void } {
    const { connection } = this.#parts;
    const started = connection.window.createWorkDoneProgress().then(
      (reporter) => {
        reporter.begin('Meshward', undefined, 'Reading manifests');
        return reporter;
      },
      () => undefined,
    );
    return {
      report: (count) => void started.then((reporter) => reporter?.report(`Reading manifests: ${count} files`)),
      done: () => void started.then((reporter) => reporter?.done()),
    };
  }
}

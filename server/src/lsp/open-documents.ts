/** Editor buffers: they win over the disk from open to close. */
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { FileContent, FileNotice } from '../core';
import { noticeOfText } from '../files/decode';
import { canonicalUri } from './uri';

export interface OpenDocument {
  /** As the client spells it: answers have to use the same. */
  readonly uri: string;
  readonly buffer: TextDocument;
  /** What the disk says of the file, where the buffer alone cannot tell: its encoding. */
  readonly diskNotice?: FileNotice;
}

const JSON_NAME = /\.json$/i;

export class OpenDocuments {
  readonly #byUri = new Map<string, OpenDocument>();

  open(uri: string, languageId: string, version: number, text: string): void {
    this.#byUri.set(canonicalUri(uri), { uri, buffer: TextDocument.create(uri, languageId, version, text) });
  }

  /** @returns false for a document that was never opened */
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): boolean {
    const document = this.#byUri.get(canonicalUri(uri));
    if (!document) return false;
    TextDocument.update(document.buffer, changes, version);
    return true;
  }

  setDiskNotice(canonical: string, diskNotice: FileNotice): void {
    const document = this.#byUri.get(canonical);
    if (document) this.#byUri.set(canonical, { ...document, diskNotice });
  }

  close(canonical: string): void {
    this.#byUri.delete(canonical);
  }

  get(canonical: string): OpenDocument | undefined {
    return this.#byUri.get(canonical);
  }

  has(canonical: string): boolean {
    return this.#byUri.has(canonical);
  }

  keys(): Iterable<string> {
    return this.#byUri.keys();
  }

  /** The client's spelling of a URI. */
  spell(canonical: string): string {
    return this.#byUri.get(canonical)?.uri ?? canonical;
  }

  /** The buffer as a content; `undefined` for JSON that has nothing to do with Kubernetes. */
  contentOf({ uri, buffer, diskNotice }: OpenDocument, maxBytes: number): FileContent | undefined {
    const text = buffer.getText();
    if (JSON_NAME.test(uri) && !text.includes('apiVersion')) return undefined;
    const notice = noticeOfText(text, maxBytes) ?? (looksMisread(text) ? diskNotice : undefined);
    return { text, notice };
  }
}

/** Editors show bytes that they cannot decode as U+FFFD. */
export const looksMisread = (text: string): boolean => text.includes('\uFFFD');

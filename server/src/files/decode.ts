/** Bytes, or an editor's buffer, into a file's content: its text, or a notice that says why there is none. */
import type { FileNotice } from '../core';
import type { ManifestContent } from './workspace-files';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes UTF-8; a leading byte order mark is taken off, as editors do, so that columns agree with theirs. */
export function decodeManifest(bytes: Uint8Array): ManifestContent {
  if (isUtf16(bytes)) return { text: '', notice: notUtf8('UTF-16') };
  if (bytes.indexOf(0) >= 0) return { text: '', notice: notText() };
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { text: '', notice: notUtf8('another encoding') };
  }
  return text.startsWith('\uFEFF') ? { text: text.slice(1), bom: true } : { text };
}

/** What is to be said of a buffer as a whole; `undefined` for an ordinary one. */
export function noticeOfText(text: string, maxBytes: number): FileNotice | undefined {
  if (text.length > maxBytes) return tooLarge(text.length, maxBytes);
  return text.includes('\0') ? notText() : undefined;
}

/** @param size and `maxBytes` in bytes */
export const tooLarge = (size: number, maxBytes: number): FileNotice => ({
  code: 'file-too-large',
  message:
    `This file has ${inMegabytes(size)}, so Meshward does not check it: meshward.maxFileSize is ${inMegabytes(maxBytes)}. ` +
    'Raise that setting if the file holds manifests.',
});

const notText = (): FileNotice => ({
  code: 'file-not-text',
  message:
    'This file holds NUL bytes, so Meshward does not check it: it is no text, and kubectl could not read it either. ' +
    'Save it as text in UTF-8 if it is meant to be a manifest.',
});

const notUtf8 = (encoding: string): FileNotice => ({
  code: 'file-not-utf8',
  message: `This file is in ${encoding}, so Meshward does not check it: kubectl reads manifests as UTF-8 only. Save it as UTF-8.`,
});

const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

const inMegabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;

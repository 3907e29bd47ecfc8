/** Scaffolds as completions where a document begins and nothing is written yet, and pieces of them inside a document. */
import { fragmentsAt, type Platform, type SourceFile, type Span, type WorkspaceFacts } from '../core';

export interface SnippetSource {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The template with tab stops and choices, in the LSP's snippet syntax. */
  readonly body: () => string;
}

export interface SnippetItem extends SnippetSource {
  /** The word typed so far, which the snippet replaces. */
  readonly span: Span;
}

const WORD_SO_FAR = /^[\w-]*$/;
/** Blank, comment or marker: nothing that a snippet could break. */
const NOTHING_YET = /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?|---[ \t]*|%[^\n]*)\r?$/;

/**
 * @param offset of the cursor in the file
 * @param sources asked for only where a snippet can stand
 */
export function snippetsAt(file: SourceFile, offset: number, sources: () => readonly SnippetSource[]): SnippetItem[] {
  if (file.notice || /\.json$/i.test(file.uri)) return [];
  const placed = file.documentAt(offset);
  const start = placed?.start ?? 0;
  const text = placed?.document.text ?? file.text;
  const cursor = offset - start;
  const lineStart = text.lastIndexOf('\n', cursor - 1) + 1;
  const wordStart = text.startsWith('\uFEFF', lineStart) ? lineStart + 1 : lineStart;
  const lineEnd = text.indexOf('\n', cursor);
  const elsewhere = text.slice(0, lineStart) + (lineEnd < 0 ? '' : text.slice(lineEnd + 1));
  if (!WORD_SO_FAR.test(text.slice(wordStart, cursor))) return [];
  if (text.slice(cursor, lineEnd < 0 ? text.length : lineEnd).trim() !== '') return [];
  if (!elsewhere.split('\n').every((line) => NOTHING_YET.test(line))) return [];
  const word = text.slice(wordStart, cursor);
  // The marker itself: `---` is a word by its letters, and a snippet in its place would join two documents.
  if (/^-+$/.test(word)) return [];
  return sources().map((source) => ({ ...source, span: { start: start + wordStart, end: offset } }));
}

/** @param offset of the cursor in the file */
export function fragmentItems(
  file: SourceFile,
  offset: number,
  facts: () => WorkspaceFacts,
  platform: Platform,
): SnippetItem[] {
  const placed = file.documentAt(offset);
  if (!placed || file.notice || /\.json$/i.test(file.uri)) return [];
  const { document, start } = placed;
  return fragmentsAt(document, offset - start, facts, platform).map(({ name, title, body, span }) => ({
    name,
    title,
    description: title,
    body: () => body,
    span: { start: span.start + start, end: span.end + start },
  }));
}

/** A snippet's text for editors without tab stops: each stop becomes its default, or the first of its choices. */
export function withoutTabStops(body: string): string {
  const defaults = new Map<string, string>();
  return body
    .replace(TAB_STOP, (_, number: string, choice: string | undefined, text: string | undefined) => {
      const value = choice ?? text ?? defaults.get(number) ?? '';
      if (!defaults.has(number)) defaults.set(number, value);
      return value;
    })
    .replace(/\$\d+/g, (stop, offset: number, all: string) => (all[offset - 1] === '\\' ? stop : ''))
    .replace(/\\([\\$},|])/g, '$1');
}

/** `${1|a,b|}`, `${1:text}` or `${1}`. */
const TAB_STOP = /\$\{(\d+)(?:\|((?:\\.|[^\\,|])*)(?:,(?:\\.|[^\\|])*)?\||:((?:\\.|[^\\}])*))?\}/g;

/** A scaffold's main manifests at the cursor of a document, instead of files of their own. */
import type { SourceFile } from '../model/source-file';
import type { Span } from '../text/span';
import type { Snapshot } from '../workspace/snapshot';
import { appendDocument, canAppend } from '../yaml/append-document';
import { lineBreak } from '../yaml/edit-yaml';
import { planScaffold, snippetFiles } from './scaffolds';
import type { ScaffoldPlan, ScaffoldValues } from './types';

/** Blank, comment or marker: text may stand there without breaking anything. */
const NOTHING_YET = /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?|---[ \t]*|%[^\n]*)\r?$/;

/**
 * At the cursor where the document there is empty, else behind that document, so that nothing in it changes its meaning. What is in the
 * workspace is not written again, as with {@link planScaffold}.
 * @param offset of the cursor in the file
 * @throws ScaffoldInputError for answers that will not do.
 */
export function planInsertion(
  snapshot: Snapshot,
  name: string,
  values: ScaffoldValues,
  file: SourceFile,
  offset: number,
): ScaffoldPlan {
  // A folder that holds nothing, so that all objects that are nowhere come as new files.
  const plan = planScaffold(snapshot, name, values, `${file.uri}.scaffold/`);
  const main = snippetFiles(name);
  const text = plan.creates
    .filter(({ path }) => main.includes(path))
    .map((each) => each.text.trim())
    .join('\n---\n');
  if (text === '') return { ...plan, creates: [] };
  const place = placeFor(file, offset, text);
  if (!place) {
    const clash = { uri: file.uri, span: { start: offset, end: offset }, object: 'The document at the cursor' };
    const message =
      'It ends in a way that nothing can be written behind it. Put the cursor into another document or file.';
    return { creates: [], edits: [], clashes: [{ ...clash, message }], next: [] };
  }
  return { ...plan, creates: [], edits: [...plan.edits, { uri: file.uri, ...place, label: 'At the cursor' }] };
}

function placeFor(file: SourceFile, offset: number, text: string): { span: Span; newText: string } | undefined {
  if (file.notice) return undefined;
  const placed = file.documentAt(offset);
  const start = placed?.start ?? 0;
  const document = placed?.document.text ?? file.text;
  if (document.split('\n').every((line) => NOTHING_YET.test(line))) return inEmpty(file, document, start, offset, text);
  if (!canAppend(document)) return undefined;
  const { span, newText } = appendDocument(document, text);
  // Another document follows with its own marker.
  return { span: { start: span.start + start, end: span.end + start }, newText };
}

/** On the cursor's line when it is blank, else below it. */
function inEmpty(
  file: SourceFile,
  document: string,
  start: number,
  offset: number,
  text: string,
): { span: Span; newText: string } {
  const cursor = offset - start;
  const lineStart = document.lastIndexOf('\n', cursor - 1) + 1;
  const lineFeed = document.indexOf('\n', cursor);
  const isLast = lineFeed < 0;
  const lineEnd = isLast ? document.length : document[lineFeed - 1] === '\r' ? lineFeed - 1 : lineFeed;
  const line = document.slice(lineStart, lineEnd);
  const withBreaks = (all: string) => all.replaceAll('\n', lineBreak(file.text));
  if (line.replace('\uFEFF', '').trim() === '') {
    const at = start + lineStart + (line.startsWith('\uFEFF') ? 1 : 0);
    return { span: { start: at, end: start + lineEnd }, newText: withBreaks(isLast ? `${text}\n` : text) };
  }
  const newText = withBreaks(isLast ? `\n${text}\n` : `\n${text}`);
  return { span: { start: start + lineEnd, end: start + lineEnd }, newText };
}

/** Edits that write a suppression comment, or add a rule to one that is there already. */
import type { TextEdit } from '../text/edit';
import { lineBreak } from '../yaml/edit-yaml';
import type { YamlNode } from '../yaml/node';
import type { SourceFile } from './source-file';

/**
 * Silences `rule` on the line of `offset`.
 * @param offset in the file
 * @returns `undefined` where no comment can stand: inside a scalar of several lines, or in front of a document's marker
 */
export function suppressNextLine(file: SourceFile, offset: number, rule: string): TextEdit | undefined {
  const placed = file.documentAt(offset);
  if (!placed || isJson(file)) return undefined;
  const { document, start } = placed;
  const text = document.text;
  const lineStart = text.lastIndexOf('\n', offset - start - 1) + 1;
  if (text.startsWith('---', lineStart) || isInScalar(document.yaml.root, lineStart)) return undefined;
  const above = document.suppressions.find((one) => one.scope === 'next-line' && one.line.start === lineStart);
  if (above) return insertion(start + above.span.end, `${above.rules.length > 0 ? ',' : ''} ${rule}`);
  // A byte order mark stays in front of everything.
  const at = start + lineStart === 0 && text.startsWith('\uFEFF') ? 1 : lineStart;
  const indent = /^[ \t]*/.exec(text.slice(at))![0];
  return insertion(start + at, `${indent}# meshward-disable-next-line ${rule}${lineBreak(file.text)}`);
}

/** Silences `rule` in the whole file; `undefined` for JSON, which has no comments. */
export function suppressInFile(file: SourceFile, rule: string): TextEdit | undefined {
  if (isJson(file)) return undefined;
  for (const { document, start } of file.documents) {
    const there = document.suppressions.find((one) => one.scope === 'file');
    if (there) return insertion(start + there.span.end, `${there.rules.length > 0 ? ',' : ''} ${rule}`);
  }
  return insertion(file.text.startsWith('\uFEFF') ? 1 : 0, `# meshward-disable-file ${rule}${lineBreak(file.text)}`);
}

const insertion = (offset: number, newText: string): TextEdit => ({ span: { start: offset, end: offset }, newText });

const isJson = (file: SourceFile): boolean => /\.json$/i.test(file.uri) || /^\uFEFF?\s*[{[]/.test(file.text);

/** True when a line that begins at `offset` continues a scalar, so that a comment there would be text. */
function isInScalar(node: YamlNode | undefined, offset: number, depth = 0): boolean {
  if (!node || node.alias || depth > 200 || node.span.start >= offset || offset >= node.span.end) return false;
  if (node.kind === 'scalar') return true;
  if (node.kind === 'seq') return node.items.some((item) => isInScalar(item, offset, depth + 1));
  return node.entries.some((entry) => !entry.merged && isInScalar(entry.value, offset, depth + 1));
}

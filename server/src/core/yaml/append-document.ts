import type { TextEdit } from '../text/edit';
import { lineBreak } from './edit-yaml';

/** Adds a document of its own behind this one. `yaml` has no separator and no line break at its end. */
export function appendDocument(text: string, yaml: string): TextEdit {
  const eol = lineBreak(text);
  const end = text.trimEnd().length;
  return { span: { start: end, end }, newText: `\n---\n${yaml}`.replaceAll('\n', eol) };
}

/** False for JSON and flow documents, and for ones that end with `...`: nothing can be added behind them in the same style. */
export const canAppend = (text: string): boolean =>
  !/^\s*[{[]/.test(text.replace(/^---.*$/m, '')) && !/^\.\.\./m.test(text);

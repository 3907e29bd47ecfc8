/** Pieces of `snippets/fragments.yaml` for the place of a cursor inside a document. */
import { objectAt } from '../model/object-at';
import type { ManifestDocument } from '../model/source-file';
import type { Platform } from '../platform/platform';
import type { Span } from '../text/span';
import { type Cursor, cursorAt, type Path } from '../yaml/cursor';
import { renderText, yamlScalar } from './render';
import { FRAGMENTS } from './templates.gen';
import type { WorkspaceFacts } from './types';

export interface Fragment {
  readonly name: string;
  readonly title: string;
  /** Kind and path; a path that ends with `[]` takes an item, another one entries. */
  readonly in: string;
  readonly body: string;
}

export interface FragmentItem {
  readonly name: string;
  readonly title: string;
  /** In the LSP's snippet syntax, its lines indented for the place. */
  readonly body: string;
  /** In the document; what the body replaces. */
  readonly span: Span;
}

/**
 * @param offset of the cursor in the document
 * @param facts asked for only where a fragment can stand
 * @returns fragments that may stand there, whatever has been typed of their names
 */
export function fragmentsAt(
  document: ManifestDocument,
  offset: number,
  facts: () => WorkspaceFacts,
  platform: Platform,
): FragmentItem[] {
  const cursor = cursorAt(document.text, offset);
  if ((cursor.kind !== 'item' && cursor.kind !== 'key') || cursor.hasColon || cursor.flow || cursor.quote) return [];
  const { kind, path } = objectAt(document, cursor.path);
  if (!kind) return [];
  return FRAGMENTS.flatMap((fragment) => {
    const [of, where] = fragment.in.split(' ');
    const lead = of === kind && where !== undefined ? leadAt(document.text, cursor, path, where) : undefined;
    if (lead === undefined) return [];
    const body = bodyOf(fragment, facts(), platform);
    const keys = body.match(/^[^\s:]+(?=:)/gm) ?? [];
    if (keys.some((key) => cursor.siblings.has(key)) && !lead) return [];
    const column = cursor.column + lead.length;
    const indented = lead + body.replaceAll('\n', `\n${' '.repeat(column)}`);
    return [{ name: fragment.name, title: fragment.title, body: indented, span: cursor.word }];
  });
}

/** What stands in front of the body: a dash where there is none yet; `undefined` where the body does not belong. */
function leadAt(text: string, { kind, word }: Cursor, path: Path, where: string): '- ' | '' | undefined {
  const steps = where.replaceAll('[]', '.[]').split('.');
  const isItem = steps.at(-1) === '[]';
  const fits = (of: readonly string[]) =>
    path.length === of.length &&
    of.every((step, i) => (step === '[]' ? typeof path[i] === 'number' : step === path[i]));
  if (!isItem) return fits(steps) ? '' : undefined;
  if (fits(steps.slice(0, -1))) return '- ';
  if (!fits(steps) || kind !== 'item') return undefined;
  // Behind a dash that is written, or on a blank line below an item.
  const before = text.slice(text.lastIndexOf('\n', word.start - 1) + 1, word.start);
  return before.trim() === '' ? '- ' : '';
}

const TAB_STOP = /<<(?:(\w+): )?([^<>]+)>>/g;

function bodyOf({ body }: Fragment, facts: WorkspaceFacts, platform: Platform): string {
  const numbers = new Map<string, number>();
  const text = renderText(body, { ...platform })
    .trimEnd()
    .replace(/[\\$}]/g, '\\$&');
  return text.replace(TAB_STOP, (all, fact: string | undefined, fallback: string) => {
    const seen = numbers.get(all);
    if (seen !== undefined) return `\${${seen}}`;
    numbers.set(all, numbers.size + 1);
    const found = fact === 'namespaces' ? facts.namespaces.filter((name) => yamlScalar(name) === name) : [];
    return found.length > 1 ? `\${${numbers.size}|${found.join(',')}|}` : `\${${numbers.size}:${found[0] ?? fallback}}`;
  });
}

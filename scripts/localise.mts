/**
 * What translators start from: texts of the manifest's contributions go into package.nls.json, texts of the client that `l10n.t` is called
 * with into l10n/bundle.l10n.json.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyNode, type CallExpression, parse } from 'acorn';
import { transformSync } from 'esbuild';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Keys of a contribution whose value is read by people. `name` counts for views, which have no title. */
const TEXT_KEYS = new Set([
  'title',
  'shortTitle',
  'description',
  'markdownDescription',
  'contents',
  'label',
  'altText',
]);
const NAMED_BY_ID = new Set(['views', 'viewsContainers']);
const TEXT_LISTS = new Set(['enumDescriptions', 'markdownEnumDescriptions', 'enumItemLabels']);
/** The product's name stays as it is in every language. */
const NAMES = new Set(['Meshward']);
const REFERENCE = /^%(.+)%$/;

/**
 * Puts `%key%` in the place of every text of `contributes`.
 * @param known texts by key, as they are: a text that stands in the manifest already as a reference keeps its words
 */
export function externalise(
  contributes: Json,
  known: Readonly<Record<string, string>>,
): { contributes: Json; texts: Record<string, string> } {
  const texts: Record<string, string> = {};
  const put = (value: Json, key: string): Json => {
    if (typeof value !== 'string' || NAMES.has(value)) return value;
    const reference = REFERENCE.exec(value)?.[1];
    if (reference !== undefined && known[reference] === undefined)
      throw new Error(`package.json refers to ${reference}, which package.nls.json lacks`);
    texts[reference ?? key] = reference === undefined ? value : known[reference]!;
    return `%${reference ?? key}%`;
  };
  const walk = (value: Json, path: readonly string[]): Json => {
    if (Array.isArray(value)) {
      const ids = value.map(idOf);
      // Several welcomes of one view, say.
      const own = ids.map((id, i) => (id === undefined ? String(i) : ids.indexOf(id) === i ? id : `${id}.${i}`));
      return value.map((each, i) => walk(each, [...path, own[i]!]));
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        const below = [...path, key];
        const isText = TEXT_KEYS.has(key) || (key === 'name' && NAMED_BY_ID.has(path[0] ?? ''));
        if (isText && typeof each === 'string') return [key, put(each, below.join('.'))];
        if (TEXT_LISTS.has(key) && Array.isArray(each))
          return [key, each.map((one, i) => put(one, [...below, String(i)].join('.')))];
        return [key, walk(each, below)];
      }),
    );
  };
  return { contributes: walk(contributes, []), texts };
}

function idOf(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { id, command, view } = value;
  return [id, command, view].find((each) => typeof each === 'string') as string | undefined;
}

/** The client's sources that run in the extension host; the panel's page has no access to translations. */
function clientSources(root: string): { readonly path: string; readonly tree: AnyNode }[] {
  const folder = join(root, 'client/src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.includes('webview/'))
    .sort()
    .map((path) => {
      const { code } = transformSync(readFileSync(join(folder, path), 'utf8'), { loader: 'ts', target: 'es2022' });
      return { path: `client/src/${path}`, tree: parse(code, { ecmaVersion: 2022, sourceType: 'module' }) };
    });
}

/** @param visit returns false to leave out what is below the node */
function walkTree(node: unknown, visit: (node: AnyNode) => boolean): void {
  if (Array.isArray(node)) for (const each of node) walkTree(each, visit);
  else if (typeof node === 'object' && node !== null && 'type' in node && visit(node as AnyNode))
    for (const each of Object.values(node)) walkTree(each, visit);
}

const isTranslation = (node: AnyNode): node is CallExpression =>
  node.type === 'CallExpression' &&
  node.callee.type === 'MemberExpression' &&
  node.callee.object.type === 'Identifier' &&
  node.callee.object.name === 'l10n';

function importsEditor(tree: AnyNode): boolean {
  let found = false;
  walkTree(tree, (node) => {
    if (node.type === 'ImportDeclaration' && node.source.value === 'vscode') found = true;
    return !found;
  });
  return found;
}

/** Texts that the client has translated, each once. */
export function translatedTexts(root: string): string[] {
  const texts = new Set<string>();
  for (const { path, tree } of clientSources(root)) {
    walkTree(tree, (node) => {
      if (!isTranslation(node)) return true;
      const [text] = node.arguments;
      if (text?.type !== 'Literal' || typeof text.value !== 'string')
        throw new Error(`${path}: l10n.t takes the text itself, so that it can be collected`);
      texts.add(text.value);
      return true;
    });
  }
  return [...texts].sort();
}

/** Texts that look like words for people and go past `l10n.t`, as `file: text`. Errors, and modules without the editor, speak English. */
export function untranslatedTexts(root: string): string[] {
  const found: string[] = [];
  for (const { path, tree } of clientSources(root)) {
    if (!importsEditor(tree)) continue;
    walkTree(tree, (node) => {
      if (node.type === 'ImportDeclaration' || isTranslation(node)) return false;
      if (node.type === 'NewExpression' && node.callee.type === 'Identifier' && /Error$/.test(node.callee.name))
        return false;
      const text =
        node.type === 'Literal' && typeof node.value === 'string'
          ? node.value
          : node.type === 'TemplateLiteral'
            ? node.quasis.map((part) => part.value.cooked ?? '').join('…')
            : '';
      if (/^[A-Z\p{Lu}]?[\p{Ll}]+[ …]/u.test(text) && !/[<;=]/.test(text)) found.push(`${path}: ${text}`);
      return true;
    });
  }
  return found;
}

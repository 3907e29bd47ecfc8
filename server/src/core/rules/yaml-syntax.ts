import { tellsFaults } from '../kustomize/kustomization';
import type { ManifestDocument } from '../model/source-file';
import type { Span } from '../text/span';
import { findBlockScalarText } from '../yaml/block-scalar-text';
import { isScalar, type ScalarNode, type YamlNode } from '../yaml/node';
import { parseYaml, type YamlProblem } from '../yaml/parse';
import { defineDocumentRule, type Fix, type Message } from './define';

export default defineDocumentRule({
  id: 'yaml-syntax',
  severity: 'error',
  summary: 'the YAML of a document cannot be read',
  sources: ['YAML 1.2.2'],
  peers: ['any YAML parser'],
  on: 'document',
  check(document, report) {
    const { problems, templated, root } = document.yaml;
    if (!tellsFaults(document) || templated) return;
    if (findBlockScalarText(document.text, document.yaml)) return;
    for (const problem of firstOfEachSlip(document.text, problems)) {
      const words = WORDS[problem.code];
      report({
        at: spanOf(document.text, problem, root),
        message: words
          ? words(problem, document.text)
          : { what: `This is not YAML (${problem.detail})`, todo: OTHERWISE },
        fixes: problem.code === 'TAB_AS_INDENT' ? [untab(document)] : [],
      });
    }
    if (ALIAS.test(document.text) && problems.every((problem) => problem.code === 'DUPLICATE_KEY')) {
      for (const alias of aliasesWithoutAnchor(root, [])) {
        report({
          at: alias,
          message: {
            what: `The alias "${alias.text}" has no anchor "&${alias.text.slice(1)}" in front of it in this document`,
            todo: 'Write the value itself, define the anchor above, or quote the text if it is meant literally',
          },
        });
      }
    }
  },
});

/** An alias, or something that looks like one. */
const ALIAS = /[\s[{,]\*[^\s*]/;

const OTHERWISE = 'Compare the line with the ones around it: indentation, quotes, colons and brackets';

/** Faults that the parser gets over on the same line: the next one is a slip of its own. */
const LOCAL: ReadonlySet<string> = new Set(['BAD_DQ_ESCAPE', 'BAD_SCALAR_START', 'MULTIPLE_ANCHORS', 'MULTIPLE_TAGS']);

/** After a fault of structure everything below may be misread, so only the first such fault counts, and what stands before it. */
function firstOfEachSlip(text: string, problems: readonly YamlProblem[]): YamlProblem[] {
  const found: YamlProblem[] = [];
  let line = -1;
  for (const problem of [...problems].sort((a, b) => a.span.start - b.span.start)) {
    if (problem.code === 'DUPLICATE_KEY') continue;
    const at = text.lastIndexOf('\n', problem.span.start - 1);
    const same = at === line;
    line = at;
    if (!same) found.push(problem);
    if (!LOCAL.has(problem.code)) break;
  }
  return found;
}

/** The fault's first line, never empty. */
function spanOf(text: string, { code, span }: YamlProblem, root: YamlNode | undefined): Span {
  if (code === 'MISSING_CHAR' && span.start === span.end) {
    const open = lastQuoted(root);
    if (open) return { start: open.span.start, end: open.span.start + 1 };
  }
  if (code === 'BLOCK_AS_IMPLICIT_KEY') {
    const inner = innerKey(text, span.start);
    if (inner) return inner;
  }
  if (code === 'TAB_AS_INDENT') {
    const start = text.lastIndexOf('\n', span.start - 1) + 1;
    return { start, end: start + /^[ \t]*/.exec(text.slice(start))![0].length };
  }
  const lineBreak = text.slice(span.start).search(/\r?\n|$/) + span.start;
  const end = Math.min(span.end, lineBreak);
  if (end > span.start) return { start: span.start, end };
  return span.start > 0 && lineBreak === span.start
    ? { start: span.start - 1, end: span.start }
    : { start: span.start, end: span.start + 1 };
}

/** A value that runs on over several lines up to a colon: the key that makes it a map, which is indented too far. */
function innerKey(text: string, start: number): Span | undefined {
  let lineEnd = text.indexOf('\n', start);
  if (lineEnd < 0 || /:(?:\s|$)/.test(text.slice(start, lineEnd))) return undefined;
  while (lineEnd >= 0 && lineEnd < text.length) {
    const next = text.indexOf('\n', lineEnd + 1);
    const line = text.slice(lineEnd + 1, next < 0 ? text.length : next);
    const key = /^(\s*)(\S.*?)\s*:(?:\s|$)/.exec(line);
    if (key) {
      const at = lineEnd + 1 + key[1]!.length;
      return { start: at, end: at + key[2]!.length };
    }
    lineEnd = next;
  }
  return undefined;
}

/** The quoted scalar that ends last: one that is never closed runs to the end of the document. */
function lastQuoted(node: YamlNode | undefined): ScalarNode | undefined {
  if (!node) return undefined;
  if (isScalar(node)) return node.style === 'single' || node.style === 'double' ? node : undefined;
  if (node.alias) return undefined;
  const children = node.kind === 'map' ? node.entries.flatMap((entry) => [entry.key, entry.value]) : node.items;
  return children
    .flatMap((child) => lastQuoted(child) ?? [])
    .reduce<ScalarNode | undefined>((a, b) => (a && a.span.end > b.span.end ? a : b), undefined);
}

const WORDS: Readonly<Record<string, (problem: YamlProblem, text: string) => Message>> = {
  TAB_AS_INDENT: () => ({
    what: 'This line is indented with a tab',
    why: 'YAML allows only blanks there',
    todo: 'Use blanks, as many as the lines around it',
  }),
  TOO_DEEP: () => ({
    what: 'The brackets are nested too deeply',
    why: 'no manifest needs hundreds of levels, so Meshward does not read this document',
    todo: 'Close the brackets that are open, or move the data elsewhere',
  }),
  MISSING_CHAR: (problem) =>
    problem.span.start === problem.span.end
      ? {
          what: 'This quote is never closed',
          why: 'everything below becomes part of the text',
          todo: 'Add the closing quote',
        }
      : {
          what: 'A key needs a colon and a blank behind it',
          todo: 'Write "key: value", or indent the line if it belongs to the value above',
        },
  MULTILINE_IMPLICIT_KEY: () => ({
    what: 'Here a "key: value" is expected, and the text up to the next colon runs over several lines',
    why: 'most often a colon or the blank behind it is missing, or a line is indented differently from its neighbours',
    todo: 'Write "key: value" on one line, at the same column as the keys beside it',
  }),
  BLOCK_AS_IMPLICIT_KEY: (problem, text) => ({
    what: 'A key with a value stands inside the value of another key',
    why: innerKey(text, problem.span.start)
      ? 'this line is indented deeper than the keys beside it, so YAML adds it to the value above'
      : 'either this text holds a colon and a blank, or the next line is indented too far',
    todo: 'Put the text in quotes, or move the line to the column of the keys beside it',
  }),
  BLOCK_IN_FLOW: () => ({
    what: 'Inside brackets a comma is missing, or a line begins like a block',
    why: 'between "{ }" and "[ ]" entries are separated by commas',
    todo: 'Add the comma or close the bracket before this place',
  }),
  BAD_INDENT: () => ({
    what: 'This line does not stand where its neighbours do',
    why: 'the keys of one map share a column, and what stands in brackets is deeper than its key',
    todo: 'Move it to the column of the keys beside it, or close the bracket above',
  }),
  BAD_SCALAR_START: (problem, text) => ({
    what: `A value cannot begin with "${text.slice(problem.span.start, problem.span.start + 1)}"`,
    why: 'YAML reserves this character',
    todo: 'Put the value in quotes',
  }),
  BAD_DQ_ESCAPE: () => ({
    what: 'A backslash in double quotes begins an escape that YAML does not know',
    todo: 'Double the backslash, or use single quotes',
  }),
  BAD_PROP_ORDER: () => ({
    what: 'An anchor or tag stands in the wrong place',
    todo: 'Put it directly in front of the value',
  }),
  BAD_COLLECTION_TYPE: () => ({ what: 'The tag does not fit the value', todo: 'Remove the tag' }),
  BAD_ALIAS: () => ({
    what: 'This alias is not written as YAML asks',
    todo: 'Write "*name" and nothing behind it, or quote the text',
  }),
  BAD_DIRECTIVE: () => ({ what: 'This directive is unknown', todo: 'Remove the line: manifests need none' }),
  UNEXPECTED_TOKEN: (problem, text) => unexpected(text.slice(problem.span.start, problem.span.start + 1)),
  MULTIPLE_ANCHORS: () => ({ what: 'A value can have only one anchor', todo: 'Remove one of them' }),
  MULTIPLE_TAGS: () => ({ what: 'A value can have only one tag', todo: 'Remove one of them' }),
  MULTIPLE_DOCS: () => ({ what: 'A second document begins here', todo: 'Separate documents by a line "---"' }),
  MISSING_SPACE: () => ({ what: 'A blank is missing', todo: 'Put a blank behind the colon, comma or comment sign' }),
  COMMENT_SPACE: () => ({
    what: 'A comment needs a blank in front of its "#"',
    todo: 'Add the blank, or quote the text',
  }),
  KEY_OVER_1024_CHARS: () => ({
    what: 'A key is longer than 1024 characters',
    why: 'most often a quote or bracket is not closed',
    todo: OTHERWISE,
  }),
  NON_STRING_KEY: () => ({ what: 'Keys of a manifest are strings', todo: 'Put the key in quotes' }),
  TAG_RESOLVE_FAILED: () => ({ what: 'The tag cannot be applied to the value', todo: 'Remove the tag' }),
  TOO_LARGE: () => ({ what: 'The document is too large to be read', todo: 'Split it' }),
  UNREADABLE: () => ({ what: 'The document cannot be read', todo: OTHERWISE }),
};

function unexpected(char: string): Message {
  if (char === '}' || char === ']') {
    return { what: `"${char}" closes nothing`, todo: 'Remove it, or add the bracket that it should close' };
  }
  if (char === ',')
    return { what: 'A comma stands where a value is expected', todo: 'Remove the comma or add the value' };
  if (char === '-')
    return { what: 'A list cannot begin on the line of its key', todo: 'Put "- " on the next line, indented' };
  return {
    what: 'Text stands where the value has already ended',
    why: 'behind a closing quote or bracket only a comment may follow, and a map and a list cannot share a level',
    todo: 'Remove the text, put all of it in one pair of quotes, or indent it below its key',
  };
}

/** Replaces tabs in indentation by two blanks each, line by line, until the parser is content with them. */
function untab(document: ManifestDocument): Fix {
  return {
    title: 'Indent with blanks instead of tabs',
    safe: true,
    edits: () => {
      const lines = document.text.split('\n');
      const changed = new Map<number, string>();
      for (let round = 0; round <= lines.length; round++) {
        const text = lines.join('\n');
        const tabs = parseYaml(text).problems.filter((problem) => problem.code === 'TAB_AS_INDENT');
        const numbers = new Set(tabs.map((problem) => text.slice(0, problem.span.start).split('\n').length - 1));
        const before = changed.size;
        for (const number of numbers) {
          const indent = /^[ \t]*/.exec(lines[number]!)![0];
          if (!indent.includes('\t')) continue;
          const blanks = indent.replaceAll('\t', '  ');
          lines[number] = blanks + lines[number]!.slice(indent.length);
          changed.set(number, blanks);
        }
        if (changed.size === before) break;
      }
      let start = 0;
      return document.text.split('\n').flatMap((line, number) => {
        const at = start;
        start += line.length + 1;
        const newText = changed.get(number);
        if (newText === undefined) return [];
        return [{ document, span: { start: at, end: at + /^[ \t]*/.exec(line)![0].length }, newText }];
      });
    },
  };
}

function aliasesWithoutAnchor(node: YamlNode | undefined, found: ScalarNode[]): readonly ScalarNode[] {
  if (!node) return found;
  if (isScalar(node)) {
    if (node.alias && node.unknown && node.text.startsWith('*')) found.push(node);
  } else if (!node.alias) {
    if (node.kind === 'seq') for (const item of node.items) aliasesWithoutAnchor(item, found);
    else for (const entry of node.entries) if (!entry.merged) aliasesWithoutAnchor(entry.value, found);
  }
  return found;
}

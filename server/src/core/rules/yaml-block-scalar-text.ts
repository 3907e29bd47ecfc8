import { findBlockScalarText, moveBelowHeader } from '../yaml/block-scalar-text';
import { defineDocumentRule } from './define';

export default defineDocumentRule({
  id: 'yaml-block-scalar-text',
  severity: 'error',
  summary: 'text stands on the line of a block scalar header (`|-`), so the document cannot be read',
  sources: ['YAML 1.2.2, 8.1.1: behind a block scalar header only a comment may stand on its line'],
  peers: ['any YAML parser, as a bare syntax error'],
  on: 'document',
  check(document, report) {
    if (document.relevance !== 'ours' || document.yaml.templated) return;
    const found = findBlockScalarText(document.text, document.yaml);
    if (!found) return;
    const header = document.text.slice(found.header.start, found.header.end);
    const edit = moveBelowHeader(document.text, found, document.yaml);
    report({
      at: found.text,
      message: {
        what: `Text stands on the same line as ${header}`,
        why: `${header} says that the text begins on the next line, so no YAML parser can read this document`,
        todo: `Move it to a line of its own, indented deeper than the key`,
      },
      fixes: edit ? [{ title: `Move the text below ${header}`, safe: true, edits: () => [{ document, ...edit }] }] : [],
    });
  },
});

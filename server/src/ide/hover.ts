/** What a field, a value, a policy or a rule's id means. */
import {
  at,
  describeField,
  describeKind,
  describeSetting,
  describeValue,
  EmbeddedJson,
  isScalar,
  jsonLocation,
  locate,
  type ManifestDocument,
  objectAt,
  type PlacedFinding,
  RULES,
  rulePage,
  type Snapshot,
  type SourceFile,
  type Span,
  touches,
} from '../core';
import { AccessAnswers } from './access-answers';
import { accessHover } from './access-hover';
import { policySentence } from './policy-words';

export interface Hover {
  readonly markdown: string;
  /** Offsets in the file. */
  readonly span: Span;
}

/**
 * @param findings those of the file, so that their fixes can be named
 * @param access who can call a model, where that is known already
 */
export function hoverAt(
  snapshot: Snapshot,
  file: SourceFile,
  offset: number,
  findings: readonly PlacedFinding[],
  access = new AccessAnswers(),
): Hover | undefined {
  const placed = file.documentAt(offset);
  if (!placed || file.notice) return undefined;
  const { document, start } = placed;
  const found =
    suppressedRule(document, offset - start) ?? structure({ snapshot, file, access }, document, offset - start);
  const fixes = fixWords(findings.filter((finding) => touches(finding.span, offset)));
  if (!found && !fixes) return undefined;
  const span = found
    ? { start: found.span.start + start, end: found.span.end + start }
    : { start: offset, end: offset };
  return { markdown: [found?.markdown, fixes].filter(Boolean).join('\n\n---\n\n'), span };
}

function fixWords(findings: readonly PlacedFinding[]): string {
  return findings
    .filter((finding) => finding.fixes.length > 0)
    .map((finding) => `Quick fix for \`${finding.rule}\`: ${finding.fixes.map((fix) => fix.title).join(', or ')}`)
    .join('\n\n');
}

function suppressedRule(document: ManifestDocument, offset: number): Hover | undefined {
  for (const suppression of document.suppressions) {
    for (const { id, span } of suppression.rules) {
      if (!touches(span, offset)) continue;
      const rule = RULES.find((each) => each.id === id);
      if (rule)
        return {
          span,
          markdown: `**${id}** · ${rule.severity}\n\nFinds: ${rule.summary}.\n\n[The rule's page](${rulePage(id)})`,
        };
    }
  }
  return undefined;
}

interface Around {
  readonly snapshot: Snapshot;
  readonly file: SourceFile;
  readonly access: AccessAnswers;
}

function structure(around: Around, document: ManifestDocument, offset: number): Hover | undefined {
  if (document.relevance === 'foreign') return undefined;
  const located = locate(document.yaml.root, offset);
  if (!located || located.path.length === 0) return undefined;
  const object = objectAt(document, located.path);
  if (!object.kind) return undefined;
  const target = { kind: object.kind, version: object.version };
  const span = located.onKey ? located.entry!.key.span : located.node.span;
  if (object.path.length === 1 && (object.path[0] === 'kind' || object.path[0] === 'apiVersion')) {
    const sentence = sentenceAt(around, document, offset);
    return { span, markdown: [describeKind(object.kind), sentence].filter(Boolean).join('\n\n') };
  }
  if (object.path.join('.') === 'metadata.name') {
    const sentence = sentenceAt(around, document, offset);
    if (sentence) return { span, markdown: sentence };
  }
  if (object.kind === 'ConfigMap' && object.path[0] === 'data' && !located.onKey && isScalar(located.node)) {
    const setting = settingHover(document, object.name, object.path.slice(1), located.node.span, offset);
    if (setting) return setting;
  }
  if (object.kind === 'ConfigMap' && object.path[0] === 'data' && object.path.length === 2 && object.name) {
    const markdown = describeSetting(object.name, object.path.slice(1));
    if (markdown) return { span, markdown };
  }
  const field = describeField(target, object.path);
  const value =
    !located.onKey && isScalar(located.node) ? describeValue(target, object.path, located.node.text) : undefined;
  const markdown = [value, field].filter(Boolean).join('\n\n');
  return markdown ? { span, markdown } : undefined;
}

function sentenceAt(
  { snapshot, file, access }: Around,
  document: ManifestDocument,
  offset: number,
): string | undefined {
  const resource = document.resources.find((each) => touches(each.root.span, offset));
  if (!resource) return undefined;
  return policySentence(resource, snapshot.platform.rootNamespace) ?? accessHover(access, snapshot, file, resource);
}

/** A key of the JSON inside a ConfigMap's value. */
function settingHover(
  document: ManifestDocument,
  configMap: string | undefined,
  dataPath: readonly (string | number)[],
  scalarSpan: Span,
  offset: number,
): Hover | undefined {
  const node = at(document.yaml.root, ...(locate(document.yaml.root, offset)?.path ?? []));
  if (!configMap || !isScalar(node)) return undefined;
  const json = EmbeddedJson.read(document.text, node);
  const place = jsonLocation(node.text, json.offsetOf(offset));
  const key = place.onKey ? keyIn(node.text, place.word) : undefined;
  const path = [...dataPath, ...place.path, ...(key === undefined ? [] : [key])];
  const markdown = path.length > dataPath.length ? describeSetting(configMap, path) : undefined;
  return markdown
    ? { markdown, span: place.word.end > place.word.start ? json.spanOf(place.word) : scalarSpan }
    : undefined;
}

const keyIn = (text: string, word: Span): string => text.slice(word.start, word.end).replace(/^"|"$/g, '');

/** Outline, folding and selection of a file. All offsets are the file's. */
import {
  entriesOf,
  isMap,
  isScalar,
  locate,
  type ManifestDocument,
  type Resource,
  type SourceFile,
  type Span,
  type YamlNode,
} from '../core';

export interface Outline {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'object' | 'field' | 'list' | 'value';
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly Outline[];
}

/** Levels below an object that an outline shows. */
const OUTLINE_DEPTH = 3;

/** Objects of a file with their upper fields. */
export function outlineOf(file: SourceFile): Outline[] {
  return file.documents.flatMap(({ document, start }) =>
    document.resources.map((resource) => ({
      name: `${resource.kind} ${resource.name ?? ''}`.trimEnd(),
      detail: resource.namespace ?? '',
      kind: 'object' as const,
      span: moved(resource.root.span, start),
      nameSpan: moved(within(resource.headNode.span, resource), start),
      children: fieldsOf(resource.root, start, OUTLINE_DEPTH),
    })),
  );
}

const within = (span: Span, resource: Resource): Span =>
  span.start >= resource.root.span.start && span.end <= resource.root.span.end ? span : resource.root.span;

function fieldsOf(node: YamlNode, start: number, depth: number): Outline[] {
  if (depth === 0 || !isMap(node) || node.alias) return [];
  return entriesOf(node)
    .filter((entry) => !entry.merged && entry.key.text !== '')
    .map((entry) => ({
      name: entry.key.text,
      detail: isScalar(entry.value) ? entry.value.text.slice(0, 60).split('\n')[0]! : '',
      kind:
        entry.value.kind === 'map'
          ? ('field' as const)
          : entry.value.kind === 'seq'
            ? ('list' as const)
            : ('value' as const),
      span: moved(entry.span, start),
      nameSpan: moved(entry.key.span, start),
      children: fieldsOf(entry.value, start, depth - 1),
    }));
}

export interface Fold {
  readonly span: Span;
  readonly kind: 'region' | 'comment' | undefined;
}

/** Documents, maps, lists, block scalars and runs of comments that take more than a line. */
export function foldsOf(file: SourceFile): Fold[] {
  const folds: Fold[] = [];
  for (const { document, start } of file.documents) {
    if (file.documents.length > 1 && document.text.trim().includes('\n')) {
      const end = document.text.trimEnd().length;
      folds.push({ span: { start, end: start + end }, kind: undefined });
    }
    for (const run of document.text.matchAll(/(?:^[ \t]*#[^\n]*\n){2,}/gm)) {
      folds.push({ span: { start: start + run.index, end: start + run.index + run[0].length - 1 }, kind: 'comment' });
    }
    if (document.relevance !== 'foreign') foldNode(document, document.yaml.root, start, folds);
  }
  return folds;
}

function foldNode(document: ManifestDocument, node: YamlNode | undefined, start: number, folds: Fold[]): void {
  if (!node || node.alias) return;
  if (node.kind === 'seq') for (const item of node.items) foldPart(document, item.span, item, start, folds);
  if (node.kind === 'map') {
    for (const entry of node.entries) if (!entry.merged) foldPart(document, entry.span, entry.value, start, folds);
  }
}

function foldPart(document: ManifestDocument, span: Span, value: YamlNode, start: number, folds: Fold[]): void {
  if (document.text.slice(span.start, span.end).includes('\n'))
    folds.push({ span: moved(span, start), kind: undefined });
  foldNode(document, value, start, folds);
}

/** Ever larger spans around an offset: value, entry, map, …, document, file. */
export function selectionsAt(file: SourceFile, offset: number): Span[] {
  const placed = file.documentAt(offset);
  const spans: Span[] = [{ start: 0, end: file.text.length }];
  if (placed) {
    const { document, start } = placed;
    spans.push({ start, end: start + document.text.length });
    for (const span of locate(document.yaml.root, offset - start)?.spans ?? []) spans.push(moved(span, start));
  }
  // A tree of broken YAML may hold parts that stick out of the whole.
  const growing: Span[] = [];
  for (const span of spans.reverse()) {
    const inner = growing.at(-1);
    if (!inner || (span.start <= inner.start && inner.end <= span.end && !same(span, inner))) growing.push(span);
  }
  return growing;
}

const same = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

const moved = (span: Span, by: number): Span => ({ start: span.start + by, end: span.end + by });

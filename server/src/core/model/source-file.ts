/** A file as documents that keep their identity while their own text stays the same. */
import type { Span } from '../text/span';
import { type Relevance, relevanceOf } from '../yaml/document-head';
import { type ParsedYaml, parseYaml } from '../yaml/parse';
import { resplitSegments, type Segment, splitSegments } from '../yaml/segments';
import { type Resource, resourcesIn } from './resource';
import { readSuppressions, type Suppression } from './suppression';

/** Counts of work done, for tests and benchmarks: they do not depend on the machine. */
export interface Counters {
  documentsParsed: number;
  rulesRun: number;
}

const NO_SUPPRESSIONS: readonly Suppression[] = [];
const NO_RESOURCES: readonly Resource[] = [];
/** Fewer documents than this are found sooner by looking through them. */
const FEW = 8;

export const newCounters = (): Counters => ({ documentsParsed: 0, rulesRun: 0 });

/** One YAML document of a file. Offsets of everything in it count from the document's start. */
export class ManifestDocument {
  readonly uri: string;
  readonly text: string;
  readonly relevance: Relevance;
  readonly template: boolean;
  readonly #counters: Counters | undefined;
  #yaml: ParsedYaml | undefined;
  #resources: readonly Resource[] | undefined;
  #suppressions: readonly Suppression[] | undefined;

  constructor(uri: string, text: string, template: boolean, counters?: Counters) {
    this.uri = uri;
    this.text = text;
    this.template = template;
    this.relevance = relevanceOf(text);
    this.#counters = counters;
  }

  /** The tree; parsed when first asked for. */
  get yaml(): ParsedYaml {
    if (!this.#yaml) {
      if (this.#counters) this.#counters.documentsParsed++;
      this.#yaml = parseYaml(this.text, this.template);
    }
    return this.#yaml;
  }

  /** Objects of kinds that Meshward reads; a foreign document is not even parsed. */
  get resources(): readonly Resource[] {
    this.#resources ??= this.relevance === 'foreign' ? NO_RESOURCES : resourcesIn(this, this.yaml.root);
    return this.#resources;
  }

  get suppressions(): readonly Suppression[] {
    this.#suppressions ??= this.text.includes('meshward-disable') ? readSuppressions(this.text) : NO_SUPPRESSIONS;
    return this.#suppressions;
  }
}

export interface PlacedDocument {
  readonly document: ManifestDocument;
  /** Offset of the document in its file. */
  readonly start: number;
}

/** Something to say about the file as a whole, before any YAML is read. */
export interface FileNotice {
  readonly code: 'file-too-large' | 'file-not-text' | 'file-not-utf8';
  readonly message: string;
}

export class SourceFile {
  readonly uri: string;
  readonly text: string;
  readonly documents: readonly PlacedDocument[];
  readonly template: boolean;
  readonly notice: FileNotice | undefined;
  #resources: readonly Resource[] | undefined;
  #identities: ReadonlySet<string> | undefined;
  #starts: ReadonlyMap<ManifestDocument, number> | undefined;

  private constructor(
    uri: string,
    text: string,
    documents: readonly PlacedDocument[],
    template: boolean,
    notice: FileNotice | undefined,
  ) {
    this.uri = uri;
    this.text = text;
    this.documents = documents;
    this.template = template;
    this.notice = notice;
  }

  static open(uri: string, text: string, options: SourceOptions = {}): SourceFile {
    const template = options.template ?? false;
    if (options.notice) return new SourceFile(uri, text, [], template, options.notice);
    const documents = splitSegments(text).map(({ start, text: part }) => ({
      document: new ManifestDocument(uri, part, template, options.counters),
      start,
    }));
    return new SourceFile(uri, text, documents, template, undefined);
  }

  /** The file with another text; documents whose text did not change are the same objects again. */
  withText(text: string, options: SourceOptions = {}): SourceFile {
    if (text === this.text && options.notice === this.notice) return this;
    if (options.notice || this.notice || (options.template ?? false) !== this.template) {
      return SourceFile.open(this.uri, text, options);
    }
    const before: Segment[] = this.documents.map(({ document, start }) => ({ start, text: document.text }));
    const segments = resplitSegments(before, text);
    const reusable = new Map<string, ManifestDocument[]>();
    for (const { document } of this.documents) {
      const same = reusable.get(document.text);
      if (same) same.push(document);
      else reusable.set(document.text, [document]);
    }
    const documents = segments.map(({ start, text: part }) => ({
      document: reusable.get(part)?.shift() ?? new ManifestDocument(this.uri, part, this.template, options.counters),
      start,
    }));
    return new SourceFile(this.uri, text, documents, this.template, undefined);
  }

  get resources(): readonly Resource[] {
    // A copy of its very length: flattening leaves room to grow.
    this.#resources ??= this.documents.flatMap(({ document }) => document.resources).slice();
    return this.#resources;
  }

  /** What the API server would know the file's objects by. */
  get identities(): ReadonlySet<string> {
    this.#identities ??= new Set(this.resources.flatMap((resource) => resource.identity ?? []));
    return this.#identities;
  }

  /** Offset of a document in this file, or `undefined` when the document belongs to another version of it. */
  startOf(document: ManifestDocument): number | undefined {
    if (this.documents.length < FEW) return this.documents.find((placed) => placed.document === document)?.start;
    this.#starts ??= new Map(this.documents.map((placed) => [placed.document, placed.start]));
    return this.#starts.get(document);
  }

  /** The document that holds `offset`; at a border the later one. */
  documentAt(offset: number): PlacedDocument | undefined {
    let low = 0;
    let high = this.documents.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.documents[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    return this.documents[low - 1];
  }

  /** Moves a span of a document to file offsets; an empty span at 0 when the document is not of this version. */
  spanInFile(document: ManifestDocument, span: Span): Span {
    const start = this.startOf(document) ?? 0;
    return { start: span.start + start, end: span.end + start };
  }
}

export interface SourceOptions {
  /** The file is a Helm template: its braces are masked wherever they stand. */
  readonly template?: boolean;
  readonly notice?: FileNotice;
  readonly counters?: Counters;
}

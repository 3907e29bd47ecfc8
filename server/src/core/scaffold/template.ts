/** `snippets/<name>.yaml` as data: the first document says what to ask, the others are the output in Mustache. */
import Mustache from 'mustache';
import { parse } from 'yaml';
import type { Platform } from '../platform/platform';
import type { ScaffoldInput } from './types';
import type { ValidationKind } from './validate';

export interface TemplateInput extends ScaffoldInput {
  readonly validation?: ValidationKind;
  /** The fact of the platform that is the default. */
  readonly platform?: keyof Platform;
  /** False when the answer is not printed as it is, so that an editor cannot mirror it. */
  readonly tabStop?: boolean;
}

export interface TemplateDocument {
  readonly path: string;
  readonly body: string;
}

export interface Template {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly folder: string;
  readonly open: string;
  /** Files that the editor snippet is made of. */
  readonly snippet: readonly string[];
  /** Keys of KServe's `ingress` that a ConfigMap which is there takes over. */
  readonly ingressKeys?: readonly string[];
  readonly inputs: readonly TemplateInput[];
  /** Steps in Mustache; one that renders to nothing is left out. */
  readonly next: readonly string[];
  readonly documents: readonly TemplateDocument[];
  /** Keeps the parsed form of these documents, and of nothing else. */
  readonly writer: TextWriter;
}

/** What is used of Mustache's writer, in words of our own: the package's declarations name no other package. */
export interface TextWriter {
  render(
    text: string,
    view: unknown,
    partials: Readonly<Record<string, string>>,
    config: { escape: (value: unknown) => string },
  ): string;
}

const FILE_LINE = /^# file: (\S+)\n/;

/** @throws Error when the text is no template; a test reads every file of `snippets/`. */
export function readTemplate(text: string): Template {
  const [head, ...bodies] = text.split(/^---\n/m);
  const documents: TemplateDocument[] = [];
  for (const body of bodies) {
    const path = FILE_LINE.exec(body)?.[1] ?? documents.at(-1)?.path;
    if (path === undefined) throw new Error('the first output document must begin with a line `# file: PATH`');
    documents.push({ path, body: body.replace(FILE_LINE, '') });
  }
  const told = parse(head ?? '') as Omit<Template, 'documents' | 'writer'>;
  return { ...told, documents, writer: new Mustache.Writer() };
}

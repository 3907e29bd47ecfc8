/** Mustache whose `{{value}}` is a YAML scalar and whose `{{{value}}}` is the bare text. */
import Mustache from 'mustache';
import { stringify } from 'yaml';
import { readPlain } from '../yaml/plain-scalar';
import type { Template, TextWriter } from './template';
import type { ScaffoldFile } from './types';

/** `e1` is a float to the readers of YAML 1.1. */
const NAME = /^(?!e\d)[a-z][\w./-]*$/i;

/** What a template sees: answers, `is.<key>.<choice>` for each choice, and what the scaffold's own view adds. */
export type View = Readonly<Record<string, unknown>>;

/**
 * A scalar that every YAML reader takes for this string: quoted where YAML 1.1 (kubectl) or 1.2 (editors) would read a number, a boolean
 * or null.
 */
export function yamlScalar(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = String(value);
  // Most answers are names. Behind a letter nothing is a number, so only words can be something else.
  if (NAME.test(text) && readPlain(text) === text) return text;
  const [older, newer] = (['1.1', '1.2'] as const).map((version) =>
    stringify(text, { version, lineWidth: 0 }).trimEnd(),
  );
  return older === text && newer === text ? text : JSON.stringify(text);
}

/** @param writer remembers every text that it renders, as Mustache's shared one does; a fresh one unless given */
export const renderText = (text: string, view: View, writer: TextWriter = new Mustache.Writer()): string =>
  writer.render(text, view, PARTIALS, { escape: yamlScalar });

/** The steps as a README has them. */
const PARTIALS = {
  steps: `{{#steps}}
{{number}}. {{{text}}}
{{#hasCommands}}

   \`\`\`sh
{{#commands}}
   {{{.}}}
{{/commands}}
   \`\`\`
{{/hasCommands}}

{{/steps}}
`,
};

/** Files in the template's order. A document that renders to nothing is left out; several of one file are joined by `---`. */
export function renderFiles(template: Template, view: View): ScaffoldFile[] {
  const files = new Map<string, string[]>();
  for (const { path, body } of template.documents) {
    // Where a template repeats a document, each begins with a marker; the first of them is not wanted.
    const text = `${renderText(body, view, template.writer)
      .trim()
      .replace(/^---\n/, '')}\n`;
    if (text === '\n') continue;
    const documents = files.get(path);
    if (documents) documents.push(text);
    else files.set(path, [text]);
  }
  return [...files].map(([path, documents]) => ({
    path,
    text: documents.join('---\n').replace(/\n{3,}/g, '\n\n'),
  }));
}

export interface Step {
  readonly text: string;
  readonly commands: readonly string[];
}

/** The template's `next`: sentences, and the lines that begin with `$ ` as commands. */
export function renderSteps(template: Template, view: View): Step[] {
  return template.next.flatMap((source) => {
    const lines = renderText(source, view, template.writer)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    if (lines.length === 0) return [];
    const isCommand = (line: string) => line.startsWith('$ ');
    return [
      {
        text: lines.filter((line) => !isCommand(line)).join(' '),
        commands: lines.filter(isCommand).map((line) => line.slice(2)),
      },
    ];
  });
}

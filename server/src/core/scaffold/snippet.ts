/** A template's main documents as an LSP snippet: answers become tab stops, choices are those of the workspace. */
import type { Platform } from '../platform/platform';
import { defaultOf, problemOf, viewOf } from './answers';
import { renderFiles, yamlScalar } from './render';
import type { Template, TemplateInput } from './template';
import type { WorkspaceFacts } from './types';
import type { ScaffoldView } from './view';

/** Stands for an answer while the template renders; plain in YAML, and no manifest holds it. */
const token = (key: string): string => `tab\uE001${key}\uE001stop`;
const TOKEN = /tab\uE001([^\uE001]*)\uE001stop/g;

const escapeText = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
const escapeChoice = (text: string): string => text.replace(/[\\$},|]/g, '\\$&');

/**
 * @returns a snippet body in the syntax of LSP (and TextMate): equal answers share one tab stop, questions that decide which lines there
 * are keep their defaults, `$0` is at the end.
 */
export function renderSnippet(
  template: Template,
  view: ScaffoldView,
  facts: WorkspaceFacts,
  platform: Platform,
): string {
  const byKey = new Map(template.inputs.map((input) => [input.key, input]));
  const answers: Record<string, string> = {};
  for (const input of template.inputs) {
    const isTabStop = input.choices === undefined && input.tabStop !== false;
    if (input.defaultFrom !== undefined) answers[input.key] = answers[input.defaultFrom] ?? '';
    else answers[input.key] = isTabStop ? token(input.key) : (defaultOf(input, platform) ?? '');
  }
  const files = renderFiles(template, viewOf(template, view, answers, platform));
  const text = files
    .filter((file) => template.snippet.includes(file.path))
    .map((file) => file.text)
    .join('---\n');

  const numbers = new Map<string, number>();
  const body = escapeText(text).replace(TOKEN, (_, key: string) => {
    const seen = numbers.get(key);
    if (seen !== undefined) return `\${${seen}}`;
    numbers.set(key, numbers.size + 1);
    return tabStop(numbers.size, offersOf(byKey.get(key)!, view, facts, platform));
  });
  return `${body}$0`;
}

const tabStop = (number: number, offers: readonly string[]): string =>
  offers.length > 1
    ? `\${${number}|${offers.map(escapeChoice).join(',')}|}`
    : `\${${number}:${escapeText(offers[0] ?? '')}}`;

/** Answers to offer, the first being the default. Those that YAML would want quoted are left out: a tab stop has one text everywhere. */
export function offersOf(
  input: TemplateInput,
  view: ScaffoldView,
  facts: WorkspaceFacts,
  platform: Platform,
): string[] {
  const found = (input.offers && input.platform === undefined ? facts[input.offers] : undefined) ?? [];
  const good = found.filter(
    (value) => problemOf(input, value, view, platform) === undefined && yamlScalar(value) === value,
  );
  const usual = input.platform === 'trustDomain' ? facts.trustDomain : defaultOf(input, platform);
  return good.length > 0 ? good : [usual ?? ''];
}

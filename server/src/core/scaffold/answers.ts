/** From what a user or a program gives to a complete, valid set of answers. */
import type { Platform } from '../platform/platform';
import type { View } from './render';
import type { Template, TemplateInput } from './template';
import type { ScaffoldCondition, ScaffoldValues } from './types';
import { splitList, validateKind } from './validate';
import type { ScaffoldView } from './view';

/** An answer that will not do. */
export class ScaffoldInputError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = 'ScaffoldInputError';
    this.field = field;
  }
}

/** The default as shown to a user, before any answer; `undefined` when it follows another answer. */
export function defaultOf(input: TemplateInput, platform: Platform): string | undefined {
  return input.platform === undefined ? input.default : String(platform[input.platform]);
}

/** What is wrong with an answer, in words. */
export function problemOf(
  input: TemplateInput,
  value: string,
  view: ScaffoldView,
  platform: Platform,
): string | undefined {
  if (input.choices && choiceOf(input, value) === undefined) {
    return `Choose one of ${input.choices.map((choice) => choice.value).join(', ')}.`;
  }
  const general = input.validation && validateKind(input.validation, value.trim());
  return general ?? view.validate?.(input.key, value.trim(), platform);
}

const choiceOf = (input: TemplateInput, value: string): string | undefined =>
  input.choices?.find((choice) => choice.value.toLowerCase() === value.trim().toLowerCase())?.value;

/**
 * Fills in defaults and checks every answer that counts.
 * @throws ScaffoldInputError for an unknown key or an answer that will not do.
 */
export function completeAnswers(
  template: Template,
  values: ScaffoldValues,
  view: ScaffoldView,
  platform: Platform,
): ScaffoldValues {
  const unknown = Object.keys(values).find((key) => !template.inputs.some((input) => input.key === key));
  if (unknown !== undefined) {
    const known = template.inputs.map((input) => input.key).join(', ');
    throw new ScaffoldInputError(unknown, `${template.name} does not ask for "${unknown}". It asks for ${known}.`);
  }
  const answers: Record<string, string> = {};
  for (const input of template.inputs) {
    const given = holds(input.when, answers) ? values[input.key] : undefined;
    const value = given ?? fallbackOf(input, answers, platform);
    const message = problemOf(input, value, view, platform) ?? unavailable(input, value, answers);
    if (message !== undefined) throw new ScaffoldInputError(input.key, message);
    answers[input.key] = choiceOf(input, value) ?? value.trim();
  }
  const conflict = view.conflict?.(answers);
  if (conflict) throw new ScaffoldInputError(conflict.field, conflict.message);
  return answers;
}

const holds = (when: ScaffoldCondition | undefined, answers: ScaffoldValues): boolean =>
  !when || when.is.includes(answers[when.key] ?? '');

const available = (input: TemplateInput, answers: ScaffoldValues): string[] =>
  (input.choices ?? []).filter((choice) => holds(choice.when, answers)).map((choice) => choice.value);

function fallbackOf(input: TemplateInput, answers: ScaffoldValues, platform: Platform): string {
  const usual = (input.defaultFrom === undefined ? defaultOf(input, platform) : answers[input.defaultFrom]) ?? '';
  const choices = available(input, answers);
  return choices.length === 0 || choices.includes(usual) ? usual : choices[0]!;
}

function unavailable(input: TemplateInput, value: string, answers: ScaffoldValues): string | undefined {
  const choice = input.choices?.find((candidate) => candidate.value === choiceOf(input, value));
  if (!choice?.when || holds(choice.when, answers)) return undefined;
  const { key } = choice.when;
  return `${choice.value} is not possible with ${key} ${answers[key]}. Choose one of ${available(input, answers).join(', ')}.`;
}

function answersView(template: Template, answers: ScaffoldValues): View {
  const is = Object.fromEntries(
    template.inputs.filter((input) => input.choices).map((input) => [input.key, { [answers[input.key] ?? '']: true }]),
  );
  const typed = template.inputs.map((input) => {
    const value = answers[input.key] ?? '';
    // Not only digits: a snippet puts its tab stop here.
    if (input.kind === 'number' && /^\d+$/.test(value)) return [input.key, Number(value)];
    return [input.key, input.kind === 'list' ? splitList(value) : value];
  });
  return { ...Object.fromEntries(typed), is };
}

/** What a template sees: facts of the platform, over them the answers, over them what the scaffold's own view derives. */
export const viewOf = (template: Template, view: ScaffoldView, answers: ScaffoldValues, platform: Platform): View => ({
  ...platform,
  ...answersView(template, answers),
  ...view.derive(answers, platform),
});

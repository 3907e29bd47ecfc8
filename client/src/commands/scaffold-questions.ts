/** A scaffold's questions, asked one after the other; going back keeps what was answered. */
import { l10n } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  SCAFFOLD_SUGGEST_REQUEST,
  SCAFFOLD_VALIDATE_REQUEST,
  type ScaffoldCondition,
  type ScaffoldInfo,
  type ScaffoldInput,
  type ScaffoldSuggestParams,
  type ScaffoldValidateParams,
  type ScaffoldValues,
  type WorkspaceFacts,
} from '../../../server/src/protocol';
import type { Answer, MultiStep, Question } from './multi-step';

/** What the questions of one run have in common. */
export interface Interview {
  readonly steps: MultiStep;
  readonly client: BaseLanguageClient;
  readonly info: ScaffoldInfo;
  readonly facts: WorkspaceFacts;
}

const holds = (when: ScaffoldCondition | undefined, values: ScaffoldValues): boolean =>
  !when || when.is.includes(values[when.key] ?? '');

/** The questions that some answers lead to; as long as an answer is open, what depends on it is not counted. */
export const questionsOf = (info: ScaffoldInfo, values: ScaffoldValues): ScaffoldInput[] =>
  info.inputs.filter((input) => holds(input.when, values));

/**
 * Asks from the question at `start` (from 0) on.
 * @param after steps to count behind these
 * @returns the answers, or `undefined` when the user gave up.
 */
export async function askQuestions(
  interview: Interview,
  given: ScaffoldValues,
  start: number,
  after: number,
): Promise<ScaffoldValues | undefined> {
  const { info } = interview;
  const values: Record<string, string> = { ...given };
  let at = start;
  for (;;) {
    const path = questionsOf(info, values);
    const input = path[at];
    if (!input) return Object.fromEntries(path.map(({ key }) => [key, values[key] ?? '']));
    const question = { title: info.title, prompt: input.prompt, step: at + 1, totalSteps: path.length + after };
    const answer = await askInput(interview, input, values, question);
    if (answer === 'cancel') return undefined;
    if (answer === 'back') at--;
    else {
      // What was only taken over from the former answer follows the new one.
      for (const other of info.inputs) {
        if (other.defaultFrom === input.key && values[other.key] === values[input.key]) delete values[other.key];
      }
      values[input.key] = answer.value;
      at++;
    }
  }
}

async function askInput(
  interview: Interview,
  input: ScaffoldInput,
  values: ScaffoldValues,
  question: Question,
): Promise<Answer<string>> {
  const { steps, client, info, facts } = interview;
  if (input.choices) {
    const value = values[input.key] ?? input.default ?? '';
    const choices = input.choices
      .filter((choice) => holds(choice.when, values))
      .map(({ value: choice, label, detail }) => ({ value: choice, label, detail }));
    return steps.choice(question, choices, value);
  }
  const validate = async (typed: string): Promise<string | undefined> => {
    const params: ScaffoldValidateParams = { name: info.name, key: input.key, value: typed, values };
    return (await client.sendRequest<string | null>(SCAFFOLD_VALIDATE_REQUEST, params)) ?? undefined;
  };
  const value = await proposalFor(interview, input, values, validate);
  const found = (input.offers && facts[input.offers]) ?? [];
  if (found.length === 0) return steps.text(question, value, validate);
  if (input.kind === 'list') {
    const prompt = l10n.t('{0} Tick, or type names with commas between.', input.prompt);
    const offers = found.map((label) => ({ label, description: l10n.t('in this workspace') }));
    return steps.several({ ...question, prompt }, offers, value, validate);
  }
  const prompt = l10n.t('{0} Choose, or type a name.', input.prompt);
  return steps.textWithOffers({ ...question, prompt }, offersOf(found, value, input), value, validate);
}

/** What was answered before, now or the last time, if it will still do; else what the workspace or an earlier answer suggests. */
async function proposalFor(
  { client, info }: Interview,
  input: ScaffoldInput,
  values: ScaffoldValues,
  validate: (value: string) => Promise<string | undefined>,
): Promise<string> {
  const before = values[input.key];
  if (before !== undefined && (await validate(before)) === undefined) return before;
  if (input.defaultFrom !== undefined) return values[input.defaultFrom] ?? '';
  const params: ScaffoldSuggestParams = { name: info.name, key: input.key, values };
  return (await client.sendRequest<string | null>(SCAFFOLD_SUGGEST_REQUEST, params)) ?? input.default ?? '';
}

/** What was answered before, or follows from an earlier answer, comes first; the general default comes last. */
function offersOf(found: readonly string[], value: string, input: ScaffoldInput) {
  const followed = value !== '' && value !== input.default;
  const labels = [...new Set([...(followed ? [value] : []), ...found, ...(input.default ? [input.default] : [])])];
  return labels.map((label) => ({
    label,
    description: found.includes(label)
      ? l10n.t('in this workspace')
      : label === input.default
        ? l10n.t('default')
        : undefined,
  }));
}

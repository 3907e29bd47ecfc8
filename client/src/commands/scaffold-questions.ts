/** A scaffold's questions, asked one after the other; going back keeps what was answered. */
import { l10n } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  SCAFFOLD_VALIDATE_REQUEST,
  type ScaffoldCondition,
  type ScaffoldInfo,
  type ScaffoldInput,
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
 * Asks from the question at `start` (from 0) on. One more step, the folder, is counted after these.
 * @returns the answers, or `undefined` when the user gave up.
 */
export async function askQuestions(
  interview: Interview,
  given: ScaffoldValues,
  start: number,
): Promise<ScaffoldValues | undefined> {
  const { info } = interview;
  const values: Record<string, string> = { ...given };
  let at = start;
  for (;;) {
    const path = questionsOf(info, values);
    const input = path[at];
    if (!input) return Object.fromEntries(path.map(({ key }) => [key, values[key] ?? '']));
    const question = { title: info.title, prompt: input.prompt, step: at + 1, totalSteps: path.length + 1 };
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

function askInput(
  { steps, client, info, facts }: Interview,
  input: ScaffoldInput,
  values: ScaffoldValues,
  question: Question,
): Promise<Answer<string>> {
  const fallback = input.defaultFrom === undefined ? input.default : values[input.defaultFrom];
  const value = values[input.key] ?? fallback ?? '';
  if (input.choices) {
    const choices = input.choices
      .filter((choice) => holds(choice.when, values))
      .map(({ value: choice, label, detail }) => ({ value: choice, label, detail }));
    return steps.choice(question, choices, value);
  }
  const validate = async (typed: string): Promise<string | undefined> => {
    const params: ScaffoldValidateParams = { name: info.name, key: input.key, value: typed };
    return (await client.sendRequest<string | null>(SCAFFOLD_VALIDATE_REQUEST, params)) ?? undefined;
  };
  const found = (input.offers && facts[input.offers]) ?? [];
  if (found.length === 0) return steps.text(question, value, validate);
  const prompt =
    input.kind === 'list'
      ? l10n.t('{0} Choose, or type names with commas between.', input.prompt)
      : l10n.t('{0} Choose, or type a name.', input.prompt);
  return steps.textWithOffers({ ...question, prompt }, offersOf(found, value, input), value, validate);
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

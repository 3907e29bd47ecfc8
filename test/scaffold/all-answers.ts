/** Combinations of a scaffold's choices. */
import { listScaffolds, type ScaffoldValues } from '../../server/src/core/scaffold';

/** All answers to the questions with choices that are asked; the other questions keep their defaults. */
export function allAnswers(name: string): ScaffoldValues[] {
  const { inputs } = listScaffolds().find((info) => info.name === name)!;
  let all: Record<string, string>[] = [{}];
  for (const { key, choices, when } of inputs) {
    if (!choices) continue;
    all = all.flatMap((values) =>
      when && !when.is.includes(values[when.key] ?? '')
        ? [values]
        : choices
            .filter((choice) => !choice.when || choice.when.is.includes(values[choice.when.key] ?? ''))
            .map(({ value }) => ({ ...values, [key]: value })),
    );
  }
  return all;
}

export const describeAnswers = (values: ScaffoldValues): string => Object.values(values).join(' ') || 'defaults';

/** One outcome of `check`, told in the format that was asked for. */
import { githubReport } from './github';
import { jsonReport } from './json';
import { junitReport } from './junit';
import type { Reported } from './reported';
import { sarifReport } from './sarif';
import { textReport } from './text';

export const FORMATS = ['text', 'json', 'sarif', 'github', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

export interface Outcome {
  readonly findings: readonly Reported[];
  /** Names of the files that were looked at. */
  readonly files: readonly string[];
  /** Sentences for people about what was done or left out. */
  readonly notes: readonly string[];
  /** Sentences about input that could not be read and rules that failed. */
  readonly troubles: readonly string[];
  readonly version: string;
  readonly color: boolean;
  /** An input's name as the repository's host knows it: from the repository's top, with `/`. */
  readonly repositoryPath: (name: string) => string;
}

const REPORTS: Readonly<Record<Format, (outcome: Outcome) => string>> = {
  text: textReport,
  json: ({ findings }) => jsonReport(findings),
  sarif: sarifReport,
  github: githubReport,
  junit: junitReport,
};

export const report = (format: Format, outcome: Outcome): string => REPORTS[format](outcome);

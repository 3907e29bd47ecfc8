/** Where inputs start from: the examples of every rule's page, the clean corpus and the sets of the access tests. */

import { repositoryFiles, repositoryText } from '../../support/repository';
import { readRulePage } from '../../support/rule-page';

export type Files = ReadonlyMap<string, string>;

const paths = repositoryFiles();
const texts = (prefix: string): [string, string][] =>
  paths
    .filter((path) => path.startsWith(prefix) && /\.(?:ya?ml|json)$/.test(path))
    .map((path) => [path.slice(prefix.length), repositoryText(path)!]);

const pages: readonly Files[] = paths
  .filter((path) => /^docs\/rules\/[a-z0-9-]+\.md$/.test(path))
  .flatMap((path) => readRulePage(repositoryText(path)!))
  .map(({ files }) => files);

const corpus: readonly Files[] = [
  ...texts('test/corpus/clean/').map((file) => new Map([file])),
  new Map(texts('test/corpus/clean-charts/model-mesh/').map(([name, text]) => [`chart/${name}`, text])),
];

const byFolder = new Map<string, Map<string, string>>();
for (const [path, text] of texts('test/access/paths/')) {
  const folder = path.slice(0, path.indexOf('/'));
  byFolder.set(folder, (byFolder.get(folder) ?? new Map<string, string>()).set(path.slice(folder.length + 1), text));
}

/** Small sets with a model in each. */
export const ACCESS_SEEDS: readonly Files[] = [...byFolder.values()];
export const SEEDS: readonly Files[] = [...pages, ...corpus, ...ACCESS_SEEDS];

/** Keys and values that occur in the seeds: a wrong place for a right word is the commonest mistake. */
export const WORDS: readonly string[] = [
  ...new Set(SEEDS.flatMap((files) => [...files.values()]).flatMap((text) => text.match(/[\w.*/-]{3,60}/g) ?? [])),
];

/** Objects of the workspace by a few letters of their kind, namespace and name. */
import type { NamePlace, Snapshot } from '../core';
import { objectPlace } from './places';

export interface WorkspaceSymbol {
  /** `Kind name`. */
  readonly name: string;
  /** Its namespace as written. */
  readonly container: string;
  readonly place: NamePlace;
}

const MOST = 500;

/** Words of the query may come in any order; the letters of each in theirs. Best matches first. */
export function workspaceSymbols(snapshot: Snapshot, query: string): WorkspaceSymbol[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: { symbol: () => WorkspaceSymbol | undefined; score: number }[] = [];
  for (const file of snapshot.files.values()) {
    for (const resource of file.resources) {
      const { kind, name = '', namespace = '' } = resource;
      const score = scoreOf(words, [name.toLowerCase(), kind.toLowerCase(), namespace.toLowerCase()]);
      if (score === undefined) continue;
      found.push({
        score,
        symbol: () => {
          const place = objectPlace(snapshot, resource);
          return place && { name: `${kind} ${name}`.trimEnd(), container: namespace, place };
        },
      });
    }
  }
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .flatMap(({ symbol }) => symbol() ?? []);
}

/** `undefined` when a word is found nowhere. */
function scoreOf(words: readonly string[], fields: readonly string[]): number | undefined {
  let score = 0;
  for (const word of words) {
    const best = Math.max(...fields.map((field) => matchOf(word, field)));
    if (best === 0) return undefined;
    score += best;
  }
  return score;
}

/** 0: no match; the more of the word stands together, and the nearer to the start, the higher. */
function matchOf(word: string, field: string): number {
  if (field === word) return 4;
  if (field.startsWith(word)) return 3;
  if (field.includes(word)) return 2;
  let at = -1;
  for (const letter of word) {
    at = field.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return 1;
}

/** Did-you-mean: which known name was meant by an unknown one. */
import { distance } from 'fastest-levenshtein';

/** Lower case without separators: `target_ref`, `TargetRef` and `target-ref` are one. */
const folded = (name: string): string => name.toLowerCase().replace(/[-_\s]/g, '');

/** Number endings that are mixed up: policy and policies, host and hosts. */
function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  if (/(?:ses|xes|ches|shes)$/.test(name)) return name.slice(0, -2);
  return name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : name;
}

export type Nearness = 'spelling' | 'number' | 'typo' | 'far';

export interface Near {
  readonly name: string;
  readonly nearness: Nearness;
}

/** How many edits still count as a slip, by the name's length. */
const slip = (name: string): number => (name.length < 4 ? 1 : name.length < 8 ? 2 : 3);

/** A name that goes on where this one ends, or the other way round: gatewayClass and gatewayClassName. */
function byWord(mine: string, names: readonly string[]): Near | undefined {
  if (mine.length < 6) return undefined;
  const longer = names.filter((name) => {
    const theirs = folded(name);
    return theirs.length >= 6 && theirs !== mine && (theirs.startsWith(mine) || mine.startsWith(theirs));
  });
  return longer.length === 1 ? { name: longer[0]!, nearness: 'far' } : undefined;
}

/** The closest of `names`, or `undefined` when none is close. Ties go to the first. */
export function nearest(name: string, all: Iterable<string>): Near | undefined {
  const names = [...all];
  const mine = folded(name);
  let best: { name: string; away: number } | undefined;
  let spelling: string | undefined;
  let byNumber: string | undefined;
  for (const candidate of names) {
    const theirs = folded(candidate);
    if (candidate.toLowerCase() === name.toLowerCase()) return { name: candidate, nearness: 'spelling' };
    if (spelling === undefined && theirs === mine) spelling = candidate;
    if (byNumber === undefined && singular(theirs) === singular(mine)) byNumber = candidate;
    const away = distance(mine, theirs);
    if (away < (best?.away ?? slip(mine) + 1)) best = { name: candidate, away };
  }
  if (spelling !== undefined) return { name: spelling, nearness: 'spelling' };
  if (byNumber !== undefined) return { name: byNumber, nearness: 'number' };
  if (!best || best.away * 2 > mine.length) return byWord(mine, names);
  return { name: best.name, nearness: best.away === 1 ? 'typo' : 'far' };
}

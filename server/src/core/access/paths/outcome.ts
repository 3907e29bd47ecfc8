/** A way as it is told: stations as letters, and each reason and assumption once. */
import { type Sender, travel, type Way } from './trail';
import type { AccessRow, StationKind } from './types';

export type Outcome = Pick<
  AccessRow,
  'result' | 'identity' | 'path' | 'hops' | 'hostAtPod' | 'reasons' | 'assumptions'
>;

const LETTERS: Record<StationKind, string> = { client: 'C', gateway: 'G', activator: 'A', waypoint: 'W', pod: 'P' };

/** The way as one caller goes it, as it is told. */
export function outcomeOf(from: Way, sender: Sender): Outcome {
  const tail = travel(from, sender);
  return {
    ...tail,
    path: `C${tail.hops.map((hop) => (hop.probe || !hop.to ? '' : `-${LETTERS[hop.to]}`)).join('')}`,
    reasons: distinct(tail.reasons),
    assumptions: distinct(tail.assumptions),
  };
}

function distinct<T extends { readonly text: string }>(items: readonly T[]): readonly T[] {
  const repeated = items.some((item, i) => items.findIndex((other) => other.text === item.text) !== i);
  return repeated ? items.filter((item, i) => items.findIndex((other) => other.text === item.text) === i) : items;
}

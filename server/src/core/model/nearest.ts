/** Did you mean: the known name that a mistyped one was likely meant to be. */
import { distance } from 'fastest-levenshtein';

/** The closest of `names` by edit distance (at most 2, and less than half the name) or by case alone; `undefined` when none is close. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(2, Math.floor((name.length - 1) / 2)) + 1;
  for (const other of new Set(names)) {
    if (other === name) return undefined;
    const far = other.toLowerCase() === name.toLowerCase() ? 0.5 : distance(name, other);
    if (far < least) {
      least = far;
      best = other;
    }
  }
  return best;
}

/**
 * A known name that `name` is most likely a slip of: another case or separator, two letters swapped, or a letter too many or too few
 * inside. Names that people number or suffix (`user1`, `user2`, `team`, `teams`) are never slips of each other, except of `fixed` names, which
 * nobody varies.
 */
export function likelySlip(name: string, names: Iterable<string>, fixed: readonly string[]): string | undefined {
  const known = new Set([...names, ...fixed]);
  if (known.has(name)) return undefined;
  const plain = (text: string) => text.toLowerCase().replace(/[-_.]/g, '');
  for (const other of known) if (plain(other) === plain(name)) return other;
  if (name.length < 4) return undefined;
  const close = nearest(
    name,
    fixed.filter((each) => each.length >= 6),
  );
  if (close) return close;
  return [...known].find((other) => other.length >= 5 && (isInnerSlip(name, other) || isLetterSlip(name, other)));
}

/** One letter for another, within a word long enough that it is no abbreviation or counter: `frontent`, but not `team-a` for `team-b`. */
function isLetterSlip(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const i = [...a].findIndex((letter, at) => letter !== b[at]);
  if (i < 0 || a.slice(i + 1) !== b.slice(i + 1) || !/^[a-z]{2}$/i.test(a[i]! + b[i]!)) return false;
  const word = /[a-z]*$/i.exec(a.slice(0, i))![0] + /^[a-z]*/i.exec(a.slice(i))![0];
  return word.length >= 7;
}

/** One letter more or less, or two neighbours swapped, and neither at the end nor a digit. */
function isInnerSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  let i = 0;
  while (i < short.length && long[i] === short[i]) i++;
  if (i === 0 || i >= short.length - (long.length === short.length ? 1 : 0)) return false;
  if (/\d/.test(long[i]! + (short[i] ?? ''))) return false;
  if (long.length > short.length) return long.slice(i + 1) === short.slice(i) && i < long.length - 1;
  return long[i] === short[i + 1] && long[i + 1] === short[i] && long.slice(i + 2) === short.slice(i + 2);
}

/** `--against`: whose access differs between two states of the manifests. */
import { createColors } from 'picocolors';
import { visible } from '../report/code-frame';
import { plural } from '../report/summary';
import type { ToldReason, ToldRow, ToldService } from './services';
import { activatorWords, callerWords, fateOf, reasonWords } from './words';

export interface Change {
  readonly namespace: string;
  readonly name: string;
  readonly set: string | undefined;
  readonly caller: string;
  readonly host: ToldRow['host'];
  readonly activator: ToldRow['activator'];
  /** `null`: there was, or is, no such service, caller or way. */
  readonly before: string | null;
  readonly after: string | null;
  readonly effect: 'gained' | 'lost' | 'unsure' | 'other';
  /** What decides now; for what is gone, what decided before. */
  readonly reasons: readonly ToldReason[];
}

export function changesBetween(before: readonly ToldService[], after: readonly ToldService[]): Change[] {
  const old = new Map(before.map((service) => [nameOf(service), service]));
  const now = new Map(after.map((service) => [nameOf(service), service]));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const { namespace, name: short, set } = (is ?? was)!;
    const rowsBefore = new Map(was?.rows.map((row) => [keyOf(row), row]));
    const rowsAfter = new Map(is?.rows.map((row) => [keyOf(row), row]));
    return [...new Set([...rowsAfter.keys(), ...rowsBefore.keys()])].flatMap((key) => {
      const [from, to] = [rowsBefore.get(key), rowsAfter.get(key)];
      if (from?.result === to?.result) return [];
      const { caller, host, activator, reasons } = (to ?? from)!;
      const results = { before: from?.result ?? null, after: to?.result ?? null };
      return { namespace, name: short, set, caller, host, activator, ...results, effect: effectOf(from, to), reasons };
    });
  });
}

const nameOf = ({ namespace, name, set }: ToldService): string => `${namespace}/${name} ${set ?? ''}`;
const keyOf = ({ caller, host, activator }: ToldRow): string => `${caller} ${host} ${activator}`;

function effectOf(from: ToldRow | undefined, to: ToldRow | undefined): Change['effect'] {
  const [before, after] = [from ? fateOf(from) : 'closed', to ? fateOf(to) : 'closed'];
  if (before === after) return 'other';
  if (before === 'unknown' || after === 'unknown') return 'unsure';
  return after === 'open' ? 'gained' : 'lost';
}

export function changesText(changes: readonly Change[], color: boolean): string {
  const paint = createColors(color);
  const strong = { gained: paint.green, lost: paint.red, unsure: paint.yellow, other: paint.dim };
  const lines = changes.map(({ namespace, name, set, caller, host, activator, before, after, effect, reasons }) => {
    const state = activatorWords(activator);
    const way = state === '' ? host : `${host}, ${state}`;
    const place = set === undefined ? '' : ` in ${set}`;
    const words = visible(`${callerWords(caller)} → ${namespace}/${name}${place} (${way})`);
    const why = reasons[0] ? `\n  because: ${visible(reasonWords(reasons[0]))}` : '';
    return `${strong[effect](effect.padEnd(6))} ${words}: ${before ?? 'not there'} → ${after ?? 'not there'}${why}`;
  });
  const count = (effect: Change['effect']) => changes.filter((one) => one.effect === effect).length;
  return `${[...lines, `${plural(changes.length, 'change')}: ${count('gained')} gained, ${count('lost')} lost`].join('\n')}\n`;
}

/** Words that table, proof and picture share. */
import type { ToldReason, ToldRow } from './services';

export const callerWords = (caller: string): string =>
  caller === 'non-mesh' ? 'pods without sidecar' : caller === 'external' ? 'outside' : caller.replace(/^mesh:/, '');

const MOST = 3;

export function callersWords(callers: readonly string[]): string {
  const shown = callers.slice(0, callers.length > MOST + 1 ? MOST : undefined).map(callerWords);
  const more = callers.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

export const activatorWords = (activator: ToldRow['activator'] | 'any'): string =>
  activator === 'on' || activator === 'off' ? `activator ${activator}` : '';

export const reasonWords = ({ text, file, line }: ToldReason): string =>
  file === null ? text : `${text} (${file}:${line})`;

/** Gets in, is kept out, or nobody can say. */
export type Fate = 'open' | 'closed' | 'unknown';

export const fateOf = ({ result }: Pick<ToldRow, 'result'>): Fate =>
  result === '200' ? 'open' : result === 'unknown' ? 'unknown' : 'closed';

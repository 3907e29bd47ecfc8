/** The matrix of one service: callers that fare alike × hosts and states of the activator. */
import {
  type AccessRow,
  type ActivatorState,
  type Assumption,
  HOST_KINDS,
  type Hop,
  type HostKind,
  type Place,
  type Reason,
} from '../core';
import { adviceFor } from './access-advice';
import {
  callerLabel,
  HOST_WORDS,
  meshName,
  OTHERS,
  resultSentence,
  SIGNS,
  STATE_WORDS,
  STRANGER,
  type Verdict,
  verdictOf,
} from './access-words';

export interface AccessColumn {
  readonly host: HostKind;
  readonly activator: ActivatorState | 'any';
  readonly hostLabel: string;
  readonly activatorLabel: string;
}

export type CellMark = 'opens' | 'closes' | 'unsure' | 'differs' | 'gone' | 'new';

export interface PlacedReason {
  readonly text: string;
  readonly place: Place | undefined;
}

export interface PlacedAssumption extends PlacedReason {
  readonly from: Assumption['from'];
}

export interface AccessCell {
  readonly url: string;
  readonly result: string;
  readonly verdict: Verdict;
  readonly text: string;
  readonly sentence: string;
  readonly identity: string | null;
  readonly hops: readonly Hop[];
  readonly reasons: readonly PlacedReason[];
  readonly assumptions: readonly PlacedAssumption[];
  readonly advice: readonly string[];
  readonly mark: CellMark | undefined;
  readonly before: string | undefined;
}

export interface TableCaller {
  readonly label: string;
  readonly names: readonly string[];
  readonly cells: readonly (AccessCell | undefined)[];
}

export interface AccessTable {
  readonly columns: readonly AccessColumn[];
  readonly callers: readonly TableCaller[];
  readonly changes: readonly string[];
}

/** A caller's rows now, and what they were before a "what if". */
export interface CallerRows {
  readonly caller: string;
  readonly rows: readonly AccessRow[];
  readonly before?: readonly AccessRow[];
}

export type PlaceOf = (reason: Reason | Assumption) => Place | undefined;

/** @param own the model's namespace: its callers keep rows of their own */
export function tableOf(all: readonly CallerRows[], own: string, placeOf: PlaceOf): AccessTable {
  const columns = columnsOf(all);
  const groups = new Map<string, CallerRows[]>();
  for (const each of all) {
    const key = `${kindOf(each.caller, own)} ${columns.map((column) => keyOf(each, column)).join(' ')}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  const callers = [...groups.values()].map((group): TableCaller => {
    const names = group.map(({ caller }) =>
      meshName(caller) === STRANGER ? `any ${OTHERS.replace(/s$/, '')}` : callerLabel(caller),
    );
    return { names, label: shortList(names), cells: columns.map((column) => cellOf(group[0]!, column, placeOf)) };
  });
  return { columns, callers, changes: callers.flatMap((caller) => changeWords(caller, columns)) };
}

const kindOf = (caller: string, own: string): string => {
  const name = meshName(caller);
  if (name === undefined) return caller;
  return name === own || name.startsWith(`${own}/`) ? 'own' : 'mesh';
};

function keyOf(each: CallerRows, column: AccessColumn): string {
  const now = rowAt(each.rows, column);
  const before = each.before && rowAt(each.before, column);
  const part = (row: AccessRow | undefined) => (row ? `${row.result}${row.path}` : '-');
  return each.before ? `${part(before)}>${part(now)}` : part(now);
}

const SHOWN = 3;
const shortList = (names: readonly string[]): string =>
  names.length <= SHOWN + 1 ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;

const rowAt = (rows: readonly AccessRow[], { host, activator }: AccessColumn): AccessRow | undefined =>
  rows.find((row) => row.host === host && (activator === 'any' || row.activator === activator));

/** One column for a host that fares alike in every state of the activator, else one for each state. */
function columnsOf(all: readonly CallerRows[]): AccessColumn[] {
  const lists = all.flatMap(({ rows, before }) => (before ? [rows, before] : [rows]));
  return HOST_KINDS.flatMap((host): AccessColumn[] => {
    const here = lists.map((rows) => rows.filter((row) => row.host === host));
    const states = (['none', 'off', 'on'] as const).filter((state) =>
      here.some((rows) => rows.some(({ activator }) => activator === state)),
    );
    const hostLabel = HOST_WORDS[host];
    const alike = states.length > 1 && here.every((rows) => rows.every((row) => sameOutcome(row, rows[0]!)));
    if (alike) return [{ host, activator: 'any', hostLabel, activatorLabel: '' }];
    return states.map((activator) => ({ host, activator, hostLabel, activatorLabel: STATE_WORDS[activator] }));
  });
}

const sameOutcome = (a: AccessRow, b: AccessRow): boolean =>
  a.result === b.result && a.path === b.path && a.identity === b.identity;

function cellOf(each: CallerRows, column: AccessColumn, placeOf: PlaceOf): AccessCell | undefined {
  const now = rowAt(each.rows, column);
  const was = each.before && rowAt(each.before, column);
  const row = now ?? was;
  if (!row) return undefined;
  const mark = each.before && markOf(was, now);
  const text = now ? cellText(now) : 'does not happen';
  return {
    url: row.url,
    result: row.result,
    verdict: verdictOf(row.result),
    text,
    sentence: now ? resultSentence(now) : 'With the change no request goes this way.',
    identity: row.identity,
    hops: row.hops,
    reasons: row.reasons.map((reason) => ({ text: reason.text, place: placeOf(reason) })),
    assumptions: row.assumptions.map((one) => ({ text: one.text, from: one.from, place: placeOf(one) })),
    advice: now ? adviceFor(row, each.rows) : [],
    mark,
    before: mark && was ? cellText(was) : undefined,
  };
}

export const cellText = ({ result }: AccessRow): string => {
  const sign = SIGNS[verdictOf(result)];
  return result === 'unknown' ? `${sign} unknown` : `${sign} ${result}`;
};

function markOf(was: AccessRow | undefined, now: AccessRow | undefined): CellMark | undefined {
  if (!now) return 'gone';
  if (!was) return 'new';
  const before = verdictOf(was.result);
  const after = verdictOf(now.result);
  if (before === after) return sameOutcome(was, now) ? undefined : 'differs';
  if (before === 'unknown' || after === 'unknown') return 'unsure';
  return after === 'open' ? 'opens' : 'closes';
}

function changeWords({ label, cells }: TableCaller, columns: readonly AccessColumn[]): string[] {
  const where = (wanted: (cell: AccessCell, host: HostKind) => boolean) =>
    cells.flatMap((cell, i) => (cell && wanted(cell, columns[i]!.host) ? [columnWords(columns[i]!)] : []));
  const open = (cell: AccessCell) => cell.verdict === 'open';
  // A state that comes or goes changes nothing for a host that is open in another one.
  const openHosts = (wanted: (cell: AccessCell) => boolean) =>
    new Set(cells.flatMap((cell, i) => (cell && open(cell) && wanted(cell) ? [columns[i]!.host] : [])));
  const openBefore = openHosts((cell) => cell.mark === 'gone' || cell.mark === undefined || cell.mark === 'differs');
  const openNow = openHosts((cell) => cell.mark !== 'gone');
  const gained = where(
    (cell, host) => cell.mark === 'opens' || (cell.mark === 'new' && open(cell) && !openBefore.has(host)),
  );
  const lost = where(
    (cell, host) => cell.mark === 'closes' || (cell.mark === 'gone' && open(cell) && !openNow.has(host)),
  );
  const unsure = where((cell) => cell.mark === 'unsure');
  return [
    ...(gained.length > 0 ? [`${label}: gets in by ${gained.join('; ')}`] : []),
    ...(lost.length > 0 ? [`${label}: no longer gets in by ${lost.join('; ')}`] : []),
    ...(unsure.length > 0 ? [`${label}: known no more, or only now, for ${unsure.join('; ')}`] : []),
  ];
}

export const columnWords = ({ hostLabel, activatorLabel }: AccessColumn): string =>
  activatorLabel ? `${hostLabel} (${activatorLabel})` : hostLabel;

/** A service's rows as a matrix: callers that fare alike × hosts and states of the activator. */
import { HOST_KINDS } from '../../core';
import type { ToldRow, ToldService } from './services';

export interface Column {
  readonly host: ToldRow['host'];
  /** `any`: all states fare alike. */
  readonly activator: ToldRow['activator'] | 'any';
}

export interface Line {
  readonly callers: readonly string[];
  /** `undefined`: such a caller has no such way. */
  readonly cells: readonly (ToldRow | undefined)[];
}

export interface Matrix {
  readonly columns: readonly Column[];
  readonly lines: readonly Line[];
}

export function matrixOf({ rows }: ToldService): Matrix {
  const callers = new Map<string, ToldRow[]>();
  for (const row of rows) callers.set(row.caller, [...(callers.get(row.caller) ?? []), row]);
  const columns = columnsOf([...callers.values()]);
  const lines = new Map<string, { callers: string[]; cells: readonly (ToldRow | undefined)[] }>();
  for (const [caller, own] of callers) {
    const cells = columns.map((column) => cellOf(own, column));
    const key = `${caller.startsWith('mesh:') ? 'mesh' : caller} ${cells.map(fate).join(' ')}`;
    const line = lines.get(key);
    if (line) line.callers.push(caller);
    else lines.set(key, { callers: [caller], cells });
  }
  return { columns, lines: [...lines.values()] };
}

/** What makes two rows the same to a reader: the result and the first thing that decides it. */
const fate = (row: ToldRow | undefined): string =>
  row ? JSON.stringify([row.result, row.reasons[0]?.text, row.reasons[0]?.line]) : '-';

function columnsOf(callers: readonly (readonly ToldRow[])[]): Column[] {
  return HOST_KINDS.flatMap((host): Column[] => {
    const here = callers.map((rows) => rows.filter((row) => row.host === host));
    const states = (['none', 'off', 'on'] as const).filter((state) =>
      here.some((rows) => rows.some(({ activator }) => activator === state)),
    );
    const alike = here.every((rows) => rows.every((row) => fate(row) === fate(rows[0])));
    return alike && states.length > 0 ? [{ host, activator: 'any' }] : states.map((activator) => ({ host, activator }));
  });
}

const cellOf = (rows: readonly ToldRow[], { host, activator }: Column): ToldRow | undefined =>
  rows.find((row) => row.host === host && (activator === 'any' || row.activator === activator));

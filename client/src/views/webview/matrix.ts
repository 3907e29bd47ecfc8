/** The matrix as a grid with one tab stop: arrow keys move, Enter or Space chooses. */
import type { AccessCaller, AccessCell, AccessColumn, AccessMark, AccessReport } from '../../../../server/src/protocol';
import { element } from './dom';

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

const MARKS: Readonly<Record<AccessMark, string>> = {
  opens: 'opens',
  closes: 'closes',
  unsure: 'unsure',
  differs: 'other way',
  gone: 'not any more',
  new: 'new',
};

export const columnTitle = ({ hostLabel, activatorLabel }: AccessColumn): string =>
  activatorLabel ? `${hostLabel}, ${activatorLabel}` : hostLabel;

export const cellId = ({ row, column }: CellPlace): string => `cell-${row}-${column}`;

export function cellLabel(caller: AccessCaller, column: AccessColumn, cell: AccessCell): string {
  const mark = cell.mark ? ` With the change: ${MARKS[cell.mark]}${cell.before ? `, before ${cell.before}` : ''}.` : '';
  return `${caller.label} to ${columnTitle(column)}: ${cell.text}. ${cell.sentence}${mark}`;
}

export function matrix(
  { columns, callers }: AccessReport,
  chosen: CellPlace | undefined,
  choose: (place: CellPlace) => void,
): HTMLElement {
  const first = chosen ?? firstCell(callers);
  const table = element(
    'table',
    { role: 'grid', 'aria-label': 'Callers and the hosts that they can use', 'aria-describedby': 'matrix-help' },
    head(columns),
    element('tbody', {}, ...callers.map((caller, row) => bodyRow(caller, columns, row, chosen, first))),
  );
  const placeOf = (target: EventTarget | null): CellPlace | undefined => {
    const at = (target as Element | null)?.closest<HTMLElement>('td[data-row]');
    return at ? { row: Number(at.dataset.row), column: Number(at.dataset.column) } : undefined;
  };
  table.addEventListener('click', ({ target }) => {
    const place = placeOf(target);
    if (place && callers[place.row]?.cells[place.column]) choose(place);
  });
  table.addEventListener('keydown', (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (callers[place.row]?.cells[place.column]) choose(place);
      return;
    }
    const next = moved(event, place, callers.length, columns.length);
    if (!next) return;
    event.preventDefault();
    focusCell(table, next);
  });
  return element(
    'div',
    { class: 'scroll' },
    table,
    element('p', { id: 'matrix-help', class: 'note' }, 'Arrow keys move, Enter shows the path.'),
  );
}

/** Hosts above, states of the activator below, where they differ. */
function head(columns: readonly AccessColumn[]): HTMLElement {
  const hosts: { label: string; span: number }[] = [];
  for (const { hostLabel } of columns) {
    const last = hosts.at(-1);
    if (last?.label === hostLabel) last.span++;
    else hosts.push({ label: hostLabel, span: 1 });
  }
  const split = columns.some(({ activatorLabel }) => activatorLabel !== '');
  const top = element(
    'tr',
    {},
    element('th', { scope: 'col', rowspan: split ? 2 : 1 }, 'Caller'),
    ...hosts.map(({ label, span }) => element('th', { scope: 'colgroup', colspan: span }, label)),
  );
  if (!split) return element('thead', {}, top);
  const states = columns.map(({ activatorLabel }) => element('th', { scope: 'col' }, activatorLabel || 'on or off'));
  return element('thead', {}, top, element('tr', {}, ...states));
}

function bodyRow(
  caller: AccessCaller,
  columns: readonly AccessColumn[],
  row: number,
  chosen: CellPlace | undefined,
  tabStop: CellPlace,
): HTMLElement {
  const full = caller.names.join(', ');
  const cells = columns.map((column, i) => {
    const cell = caller.cells[i];
    const place = { row, column: i };
    const isChosen = chosen?.row === row && chosen.column === i;
    const attributes = {
      id: cellId(place),
      'data-row': row,
      'data-column': i,
      role: 'gridcell',
      tabindex: tabStop.row === row && tabStop.column === i ? 0 : -1,
      'aria-selected': isChosen ? 'true' : 'false',
    };
    if (!cell) {
      const label = `${caller.label} to ${columnTitle(column)}: not a host for this caller`;
      return element('td', { ...attributes, class: 'none', 'aria-label': label }, '–');
    }
    const was = cell.mark && cell.before ? element('span', { class: 'before' }, `was ${cell.before}`) : undefined;
    return element(
      'td',
      {
        ...attributes,
        class: cell.mark === 'gone' ? 'gone' : cell.verdict,
        'aria-label': cellLabel(caller, column, cell),
      },
      element('span', { class: 'result' }, cell.text),
      cell.mark ? element('span', { class: 'mark' }, MARKS[cell.mark]) : undefined,
      was,
    );
  });
  return element(
    'tr',
    {},
    element('th', { scope: 'row', title: full === caller.label ? undefined : full }, caller.label),
    ...cells,
  );
}

const firstCell = (callers: readonly AccessCaller[]): CellPlace => {
  const row = callers.findIndex(({ cells }) => cells.some((cell) => cell !== null));
  return { row: Math.max(row, 0), column: Math.max(callers[row]?.cells.findIndex((cell) => cell !== null) ?? 0, 0) };
};

function moved(event: KeyboardEvent, { row, column }: CellPlace, rows: number, columns: number): CellPlace | undefined {
  const within = (to: CellPlace) => ({
    row: Math.min(Math.max(to.row, 0), rows - 1),
    column: Math.min(Math.max(to.column, 0), columns - 1),
  });
  switch (event.key) {
    case 'ArrowRight':
      return within({ row, column: column + 1 });
    case 'ArrowLeft':
      return within({ row, column: column - 1 });
    case 'ArrowDown':
      return within({ row: row + 1, column });
    case 'ArrowUp':
      return within({ row: row - 1, column });
    case 'Home':
      return within({ row: event.ctrlKey ? 0 : row, column: 0 });
    case 'End':
      return within({ row: event.ctrlKey ? rows - 1 : row, column: columns - 1 });
    default:
      return undefined;
  }
}

function focusCell(table: HTMLElement, place: CellPlace): void {
  for (const cell of table.querySelectorAll('td[tabindex="0"]')) cell.setAttribute('tabindex', '-1');
  const next = table.querySelector<HTMLElement>(`#${cellId(place)}`);
  next?.setAttribute('tabindex', '0');
  next?.focus();
}

/** The matrix for a terminal, with numbered notes of what decides each cell. */
import { createColors } from 'picocolors';
import { visible } from '../report/code-frame';
import { type Line, matrixOf } from './matrix';
import type { ToldRow, ToldService } from './services';
import { activatorWords, callersWords, fateOf, reasonWords } from './words';

export function accessTable(services: readonly ToldService[], color: boolean): string {
  return services.map((service) => serviceTable(service, color)).join('\n');
}

function serviceTable(service: ToldService, color: boolean): string {
  const paint = createColors(color);
  const strong = { open: paint.green, closed: paint.red, unknown: paint.yellow };
  const { columns, lines } = matrixOf(service);
  const notes = new Notes();
  const cells = lines.map((line) => line.cells.map((row) => (row ? `${row.result} ${notes.of(row)}`.trim() : '-')));
  const heads = [columns.map(({ host }) => host), columns.map(({ activator }) => activatorWords(activator))];
  const names = lines.map((line) => visible(callersWords(line.callers)));
  const first = Math.max(0, ...names.map((name) => name.length));
  const widths = columns.map((_, i) => Math.max(...[...heads, ...cells].map((row) => row[i]!.length)));
  const pad = (name: string, row: readonly string[], style: (text: string, i: number) => string = (text) => text) =>
    [name.padEnd(first), ...row.map((text, i) => style(text.padEnd(widths[i]!), i))].join('  ').trimEnd();
  const shade = (line: Line) => (text: string, i: number) => {
    const row = line.cells[i];
    return row ? strong[fateOf(row)](text) : text;
  };
  return `${[
    title(service, paint.bold),
    '',
    ...heads.filter((head) => head.some((text) => text !== '')).map((head) => paint.dim(pad('', head))),
    ...lines.map((line, i) => pad(names[i]!, cells[i]!, shade(line))),
    '',
    ...notes.lines().map((text) => paint.dim(visible(text))),
    ...assumptionsOf(service.rows).map((text) => paint.dim(visible(text))),
  ].join('\n')}\n`;
}

function title({ namespace, name, set, mode, activator }: ToldService, bold: (text: string) => string): string {
  const place = set === undefined ? '' : ` in ${set}`;
  const usual = { off: 'usually off the path', on: 'on the path', both: 'on and off the path with the load' };
  const path = activator ? `; the activator is ${usual[activator.usual]}: ${reasonWords(activator.reason)}` : '';
  return visible(`Who can call ${namespace}/${name}${place}`).replace(/^.*$/, bold) + visible(` (${mode}${path})`);
}

class Notes {
  readonly #numbers = new Map<string, number>();

  /** `[1]`, or nothing for a row without reasons. */
  of({ reasons: [reason] }: ToldRow): string {
    if (!reason) return '';
    const text = reasonWords(reason);
    const number = this.#numbers.get(text) ?? this.#numbers.size + 1;
    this.#numbers.set(text, number);
    return `[${number}]`;
  }

  lines(): string[] {
    return [...this.#numbers].map(([text, number]) => `[${number}] ${text}`);
  }
}

function assumptionsOf(rows: readonly ToldRow[]): string[] {
  const guesses = rows.flatMap(({ assumptions }) => assumptions.filter(({ from }) => from !== 'file'));
  return [...new Set(guesses.map((one) => `Assumed (${one.from}): ${reasonWords(one)}`))];
}

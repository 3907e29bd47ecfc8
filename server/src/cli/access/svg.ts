/** The matrices as a picture that needs nothing else: no font, script or style sheet from anywhere. */
import { escapeXml } from '../report/xml';
import { matrixOf } from './matrix';
import type { ToldService } from './services';
import { activatorWords, callersWords, type Fate, fateOf, reasonWords } from './words';

const LINE = 26;
const LETTER = 7.4;
const COLUMN = 128;
const MARGIN = 16;
/** Colours tell nothing that the words do not. */
const FILLS: Readonly<Record<Fate, string>> = { open: '#d7f0dd', closed: '#f6d9d9', unknown: '#f5ecc8' };

export function accessSvg(services: readonly ToldService[]): string {
  const parts: string[] = [];
  let y = MARGIN;
  let width = 320;
  for (const service of services) {
    const { columns, lines } = matrixOf(service);
    const names = lines.map((line) => callersWords(line.callers));
    const first = Math.max(120, ...names.map((name) => name.length * LETTER + MARGIN));
    width = Math.max(width, MARGIN * 2 + first + columns.length * COLUMN);
    const place = service.set === undefined ? '' : ` in ${service.set}`;
    y += LINE;
    parts.push(text(MARGIN, y, `Who can call ${service.namespace}/${service.name}${place}`, ' font-weight="bold"'));
    const x = (i: number) => MARGIN + first + i * COLUMN;
    y += LINE;
    columns.forEach(({ host }, i) => {
      parts.push(text(x(i), y, host, ' fill="#555"'));
    });
    y += LINE - 8;
    columns.forEach(({ activator }, i) => {
      parts.push(text(x(i), y, activatorWords(activator), ' fill="#555"'));
    });
    lines.forEach((line, at) => {
      y += LINE;
      parts.push(text(MARGIN, y, names[at]!));
      line.cells.forEach((row, i) => {
        if (!row) return;
        const why = row.reasons[0] ? `<title>${escapeXml(reasonWords(row.reasons[0]))}</title>` : '';
        const box = `<rect x="${x(i) - 8}" y="${y - 18}" width="${COLUMN - 8}" height="${LINE - 2}" fill="${FILLS[fateOf(row)]}"/>`;
        parts.push(`<g>${why}${box}${text(x(i), y, row.result)}</g>`);
      });
    });
    y += LINE;
  }
  const title = services.length === 0 ? 'There is no InferenceService' : 'Who can call these models';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${y + MARGIN}" width="${Math.ceil(width)}" height="${y + MARGIN}" role="img" font-family="ui-monospace, monospace" font-size="13">`,
    `<title>${title}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

const text = (x: number, y: number, words: string, style = ''): string =>
  words === '' ? '' : `<text x="${Math.round(x)}" y="${y}"${style}>${escapeXml(words)}</text>`;

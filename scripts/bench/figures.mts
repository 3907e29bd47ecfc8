/** Figures: medians, exponents, tables. */

export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Exponent of a cost curve, fitted through all points: 1 is linear. */
export function exponent(sizes: readonly number[], costs: readonly number[]): number {
  const xs = sizes.map(Math.log);
  const ys = costs.map(Math.log);
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const over = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0);
  return over / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}

export const ms = (value: number): string =>
  Number.isNaN(value) ? '-' : value < 10 ? value.toFixed(2) : value.toFixed(0);
export const times = (part: number, whole: number): string =>
  Number.isNaN(part / whole) ? '-' : `${(part / whole).toFixed(part / whole < 10 ? 2 : 0)}×`;
export const count = (value: number): string => value.toLocaleString('en');

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

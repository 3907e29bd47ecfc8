/** One request told hop by hop. */
import { createColors } from 'picocolors';
import type { Hop } from '../../core';
import { visible } from '../report/code-frame';
import type { ToldRow, ToldService } from './services';
import { activatorWords, callerWords, fateOf, reasonWords } from './words';

export function accessProof(services: readonly ToldService[], color: boolean): string {
  return services.flatMap((service) => service.rows.map((row) => proof(service, row, color))).join('\n');
}

function proof({ namespace, name, set }: ToldService, row: ToldRow, color: boolean): string {
  const paint = createColors(color);
  const strong = { open: paint.green, closed: paint.red, unknown: paint.yellow }[fateOf(row)];
  const state = activatorWords(row.activator);
  const where = [state, set === undefined ? '' : `in ${set}`].filter((text) => text !== '').join(', ');
  return `${[
    `${paint.bold(visible(`${callerWords(row.caller)} → ${namespace}/${name}`))}${where === '' ? '' : ` (${where})`}: ${strong(row.result)}`,
    visible(`  asks for ${row.url}`),
    ...row.hops.map((hop) => visible(`  ${hopWords(hop)}`)),
    ...row.reasons.map((reason) => visible(`  because: ${reasonWords(reason)}`)),
    ...row.assumptions.map((one) => paint.dim(visible(`  assumed (${one.from}): ${reasonWords(one)}`))),
  ].join('\n')}\n`;
}

function hopWords({ from, to, port, tls, identity, host, probe, outcome }: Hop): string {
  const target = to === undefined ? 'nowhere' : port === undefined ? to : `${to}:${port}`;
  const sent = tls === 'none' ? 'nothing sent' : tls;
  const who = identity === null ? 'no identity' : `as ${identity}`;
  return `${probe ? 'probe ' : ''}${from} → ${target}: ${sent}, ${who}, host ${host}: ${outcome}`;
}

/** What Istio's validation webhook refuses in traffic rules (istio pkg/config/validation), as far as people run into it. */
import { GATEWAY_PROTOCOLS } from '../model/server-tls';
import { entryOf, isMap, isScalar, stringOf, type YamlNode } from '../yaml/node';
import type { Constraint, Violation } from './constraint';

const REFUSED = 'Istio refuses the object';

const percent = (node: YamlNode): Violation[] =>
  isScalar(node) && typeof node.value === 'number' && (node.value < 0 || node.value > 100)
    ? [{ at: node, what: `${node.text} is no share of 100`, why: REFUSED, todo: 'Write a number from 0 to 100' }]
    : [];

function protocol(node: YamlNode): Violation[] {
  const text = stringOf(node);
  if (!text || [...GATEWAY_PROTOCOLS, 'GRPC-WEB', 'UDP', 'HBONE'].includes(text.toUpperCase())) return [];
  return [
    {
      at: node,
      what: `Istio knows no protocol ${text}`,
      why: REFUSED,
      todo: 'Write TCP, or one of HTTP, HTTPS, HTTP2, GRPC, TLS, MONGO, REDIS, MYSQL',
    },
  ];
}

/** Faults that every dialect of regular expressions has: brackets that do not close, a repetition of nothing. */
function regexFault(text: string): string | undefined {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === '\\') i++;
    else if (letter === '[') {
      const end = classEnd(text, i);
      if (end < 0) return 'a [ is not closed';
      i = end;
    } else if (letter === '(') open++;
    else if (letter === ')' && --open < 0) return 'a ) closes nothing';
    else if (
      (letter === '*' || letter === '+') &&
      (i === 0 || text[i - 1] === '|' || (text[i - 1] === '(' && text[i - 2] !== '\\'))
    ) {
      return `a ${letter} repeats nothing`;
    }
  }
  return open > 0 ? 'a ( is not closed' : undefined;
}

function classEnd(text: string, start: number): number {
  let i = start + 1;
  if (text[i] === '^') i++;
  if (text[i] === ']') i++;
  for (; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[' && text[i + 1] === ':') i = Math.max(i, text.indexOf(':]', i) + 1);
    else if (text[i] === ']') return i;
  }
  return -1;
}

function regexes(node: YamlNode): Violation[] {
  const found: Violation[] = [];
  const look = (match: YamlNode | undefined) => {
    const value = entryOf(match, 'regex')?.value;
    const text = stringOf(value);
    const fault = value && text !== undefined ? regexFault(text) : undefined;
    if (value && fault)
      found.push({
        at: value,
        what: `${text} is no regular expression: ${fault}`,
        why: REFUSED,
        todo: 'Write it as RE2 takes it',
      });
  };
  for (const key of ['uri', 'scheme', 'method', 'authority']) look(entryOf(node, key)?.value);
  for (const key of ['headers', 'withoutHeaders', 'queryParams']) {
    const map = entryOf(node, key)?.value;
    if (isMap(map)) for (const each of map.entries) look(each.value);
  }
  return found;
}

const percents = (...paths: readonly string[]): Constraint[] => paths.map((path) => ({ path, check: percent }));
const POLICIES = ['spec.trafficPolicy', 'spec.subsets[].trafficPolicy'].flatMap((path) => [
  path,
  `${path}.portLevelSettings[]`,
]);

export const ISTIO_WEBHOOK_CONSTRAINTS = {
  VirtualService: [
    { path: 'spec.http[].match[]', check: regexes },
    ...percents(
      'spec.http[].fault.abort.percentage.value',
      'spec.http[].fault.delay.percentage.value',
      'spec.http[].mirrorPercentage.value',
      'spec.http[].mirrors[].percentage.value',
    ),
  ],
  DestinationRule: percents(
    ...POLICIES.flatMap((path) => [
      `${path}.outlierDetection.maxEjectionPercent`,
      `${path}.outlierDetection.minHealthPercent`,
    ]),
  ),
  ServiceEntry: [{ path: 'spec.ports[].protocol', check: protocol }],
  Sidecar: [{ path: 'spec.ingress[].port.protocol', check: protocol }],
} as const satisfies Readonly<Record<string, readonly Constraint[]>>;

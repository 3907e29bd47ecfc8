/** Mistakes and malice in YAML: mostly its lines and values, sometimes its characters. */
import type { Random } from './random';
import { type Files, SEEDS, WORDS } from './seeds';

/** Values that are never expected where they end up. */
const WEIRD: readonly string[] = [
  '',
  'null',
  '~',
  '""',
  "''",
  'true',
  'off',
  '0',
  '-1',
  '-0',
  '1e309',
  '.nan',
  '.inf',
  '0x1F',
  '0o17',
  '1_000',
  '99999999999999999999999999',
  '18446744073709551616',
  '4294967296',
  '65536',
  '3.14',
  '2026-11-24',
  '12:30:45',
  '😀',
  '"\\ud83d"',
  'é̂',
  '\u200b',
  '\u2028',
  '\u00a0',
  'ＵＳＥＲ１',
  '\u0000',
  '"\\u0000"',
  '\ufeff',
  '{',
  '}',
  '[',
  ']',
  '{}',
  '[]',
  '[[]]',
  '{a: {b: [c]}}',
  '[null]',
  '[{}]',
  '{? a : b}',
  '? a',
  '{a, b: }',
  '- x',
  '-',
  '&a x',
  '*a',
  '&a [*a]',
  '&a {b: *a}',
  '<<: *a',
  '!!binary x',
  '!custom {a: b}',
  '!!int "x"',
  '!!set {a, b}',
  '%YAML 1.2',
  '|',
  '|-',
  '>+9',
  '|\n      text',
  '>-\n  {"a": 1',
  '|- {"disableIstioVirtualHost": true}',
  '"unclosed',
  "'unclosed",
  '"a\\qb"',
  '# comment',
  '@at',
  '`tick',
  ': ',
  'a: b: c',
  '\t',
  '\tx',
  '--- x',
  '...',
  '{{ .Values.x }}',
  '{{- if .Values.x }}',
  '{{',
  '}}',
  '${NAME}',
  '$(NAME)',
  '<no value>',
  '*',
  '**',
  '*a*',
  '/*',
  '{*}',
  '/{**}/x/{*}',
  '/%2e%2e/',
  '../../..',
  'spiffe://a/b/c',
  'a/b/c/d/e',
  '.',
  '..',
  '.svc',
  'a..b',
  '-a-',
  '10.0.0.0/33',
  '::1/0',
  '::ffff:1.2.3.4',
  '1.2.3',
  'request.headers[',
  'request.auth.claims[a][b]',
  'constructor',
  '__proto__',
  'toString',
  '<img src=x onerror=alert(1)>',
  '](command:x)',
  '`${1}`',
  '$1 ${2:x}',
];

const BULK: readonly ((random: Random) => string)[] = [
  (random) => 'a'.repeat(random.below(3000)),
  (random) => '['.repeat(random.below(700)),
  (random) => `${'{a: '.repeat(random.below(200))}b${'}'.repeat(random.below(200))}`,
  (random) => '- '.repeat(random.below(700)),
  (random) => `[${Array.from({ length: random.below(300) }, (_, i) => `x${i}`).join(', ')}]`,
  (random) => '*.'.repeat(random.below(500)),
  (random) => `"${'\\'.repeat(random.below(500))}`,
];

const LINE_VALUE = /^(\s*(?:- )*[^\s:#][^:#\n]*:)[ \t]*(.*)$/;

export function weirdValue(random: Random): string {
  if (random.chance(0.08)) return random.pick(BULK)(random);
  return random.chance(0.6) ? random.pick(WEIRD) : random.pick(WORDS);
}

type Mutation = (text: string, random: Random) => string;

const onLines =
  (change: (lines: string[], at: number, random: Random) => void): Mutation =>
  (text, random) => {
    const lines = text.split('\n');
    change(lines, random.below(lines.length), random);
    return lines.join('\n');
  };

/** A line with the more indented ones below it. */
function blockEnd(lines: readonly string[], at: number): number {
  const indent = lines[at]!.search(/\S|$/);
  let end = at + 1;
  while (end < lines.length && lines[end]!.search(/\S|$/) > indent) end++;
  return end;
}

const MUTATIONS: readonly (readonly [weight: number, Mutation])[] = [
  [
    6,
    onLines((lines, at, random) => {
      const match = LINE_VALUE.exec(lines[at]!);
      lines[at] = match ? `${match[1]} ${weirdValue(random)}` : `${lines[at]}${weirdValue(random)}`;
    }),
  ],
  [
    3,
    (text, random) => {
      const words = [...text.matchAll(/[\w.*/-]+/g)];
      if (words.length === 0) return text;
      const { index, 0: word } = random.pick(words);
      return text.slice(0, index) + weirdValue(random) + text.slice(index + word.length);
    },
  ],
  [3, onLines((lines, at) => lines.splice(at, 1))],
  [3, onLines((lines, at) => lines.splice(at, blockEnd(lines, at) - at))],
  [2, onLines((lines, at) => lines.splice(at, 0, lines[at]!))],
  [2, onLines((lines, at) => lines.splice(at, 0, ...lines.slice(at, blockEnd(lines, at))))],
  [
    2,
    onLines((lines, at, random) => {
      const moved = lines.splice(at, blockEnd(lines, at) - at);
      lines.splice(random.below(lines.length + 1), 0, ...moved);
    }),
  ],
  [
    2,
    onLines((lines, at, random) => {
      const other = random.below(lines.length);
      [lines[at], lines[other]] = [lines[other]!, lines[at]!];
    }),
  ],
  [
    2,
    onLines((lines, at, random) => {
      const by = random.below(5) - 2;
      for (let i = at; i < (random.chance(0.5) ? at + 1 : lines.length); i++) {
        lines[i] = by >= 0 ? ' '.repeat(by) + lines[i]! : lines[i]!.replace(new RegExp(`^ {1,${-by}}`), '');
      }
    }),
  ],
  [
    2,
    onLines((lines, at, random) => {
      const match = /^(\s*(?:- )*)([\w.]+)(:.*)$/.exec(lines[at]!);
      if (match) lines[at] = match[1]! + random.pick(WORDS) + match[3]!;
    }),
  ],
  [
    1,
    onLines((lines, at, random) => {
      const match = LINE_VALUE.exec(lines[at]!);
      if (match) lines[at] = `${match[1]} ${random.pick(['&a ', '&b ', '!!str ', '!x '])}${match[2]}`;
    }),
  ],
  [
    1,
    onLines((lines, at) => {
      const match = LINE_VALUE.exec(lines[at]!);
      if (match?.[2]) lines[at] = `${match[1]} [${match[2]}, ${match[2]}]`;
    }),
  ],
  [
    1,
    onLines((lines, at) => {
      const match = LINE_VALUE.exec(lines[at]!);
      if (match?.[2]) lines[at] = `${match[1]}\n${' '.repeat(lines[at]!.search(/\S|$/) + 2)}nested: ${match[2]}`;
    }),
  ],
  [
    1,
    onLines((lines, at, random) =>
      lines.splice(
        at,
        0,
        random.pick([
          '---',
          '...',
          '',
          '# comment',
          '%YAML 1.2',
          '\t',
          '--- # x',
          '{{- end }}',
          '# meshward-disable-next-line tbc-invalid',
          '# meshward-disable-file allow-all, no-such-rule',
        ]),
      ),
    ),
  ],
  [
    1,
    onLines((lines, at, random) => {
      lines[at] = `${lines[at]}${random.pick([' # comment', ' ', '\t', '\r', ' \\', ','])}`;
    }),
  ],
  [2, (text, random) => text.slice(0, random.below(text.length + 1))],
  [1, (text, random) => text.slice(random.below(text.length + 1))],
  [
    2,
    (text, random) => {
      const at = random.below(text.length + 1);
      return text.slice(0, at) + text.slice(at + random.below(40));
    },
  ],
  [
    2,
    (text, random) => {
      const at = random.below(text.length + 1);
      return (
        text.slice(0, at) +
        random.pick([...'{}[]:,#&*!|>\'"%@`-?\t\n\r \\', '\r\n', '😀', '\ud83d', '\u0000', '\ufeff']) +
        text.slice(at)
      );
    },
  ],
  [1, (text) => text.replaceAll('\n', '\r\n')],
  [1, (text, random) => (random.chance(0.3) ? `\ufeff${text}` : text.replaceAll('\n', '\r'))],
  [1, (text) => `${text.trimEnd()}`],
  [
    2,
    (text, random) => `${text}${random.chance(0.8) ? '\n---\n' : ''}${random.pick([...random.pick(SEEDS).values()])}`,
  ],
  [
    1,
    (text) => {
      const body = text
        .split('\n')
        .map((line) => `    ${line}`)
        .join('\n')
        .replace(/^ {4}/, '  - ');
      return `apiVersion: v1\nkind: List\nitems:\n${body}\n`;
    },
  ],
];

const WEIGHED: readonly Mutation[] = MUTATIONS.flatMap(([weight, mutation]) => Array<Mutation>(weight).fill(mutation));

export function mutateText(text: string, random: Random): string {
  let result = text;
  for (let i = random.below(4) + 1; i > 0; i--) result = random.pick(WEIGHED)(result, random);
  return result;
}

/** Files of a seed, or of two thrown together, some of them changed. */
export function mutatedFiles(random: Random, seeds: readonly Files[] = SEEDS): Map<string, string> {
  const files = new Map(random.pick(seeds));
  if (random.chance(0.25))
    for (const [name, text] of random.pick(seeds)) files.set(random.chance(0.5) ? name : `also/${name}`, text);
  const names = [...files.keys()];
  for (let i = random.below(2) + 1; i > 0; i--) {
    const name = random.pick(names);
    files.set(name, mutateText(files.get(name)!, random));
  }
  return files;
}

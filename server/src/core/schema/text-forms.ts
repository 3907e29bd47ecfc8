/** What the patterns of the APIs ask for, in words. */
import { TextPattern } from './text-pattern';

interface FormWords {
  /** Behind "the API server takes". */
  readonly what: string;
  readonly todo: string;
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DOMAIN = `${LABEL}(\\.${LABEL})*`;

const NAME: FormWords = {
  what: 'lower-case letters, digits and dashes, with a letter or digit at both ends',
  todo: 'Write a name such as my-model',
};
const DOTTED: FormWords = {
  what: 'lower-case letters, digits, dashes and dots, with a letter or digit at both ends of each part',
  todo: 'Write a name such as my-model or example.com',
};

/** Patterns as CRDs write them. One that is not here is shown as it stands. */
const FORMS: ReadonlyMap<string, FormWords> = new Map([
  [`^${LABEL}$`, NAME],
  ['^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', NAME],
  [
    '^[a-z]([-a-z0-9]*[a-z0-9])?$',
    {
      what: 'lower-case letters, digits and dashes, with a letter in front and a letter or digit at the end',
      todo: 'Write a name such as my-model',
    },
  ],
  [`^${DOMAIN}$`, DOTTED],
  [`^$|^${DOMAIN}$`, DOTTED],
  [
    `^(\\*\\.)?${DOMAIN}$`,
    {
      what: 'a host name in lower case, with *. in front at most: no scheme, no port, no path',
      todo: 'Write a host such as example.com or *.example.com',
    },
  ],
  [
    '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
    { what: 'letters, digits and dashes, with a letter in front', todo: 'Write a kind such as Service' },
  ],
  [
    "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$",
    { what: 'the characters of a header name only: no blanks, no colon', todo: 'Write a name such as x-request-id' },
  ],
  ['^[-_A-Za-z0-9]+$', { what: 'letters, digits, dashes and underscores only', todo: 'Write a name such as x-user' }],
  [
    '^([0-9]{1,5}(h|m|s|ms)){1,4}$',
    { what: 'whole numbers with h, m, s or ms behind them', todo: 'Write a duration such as 10s or 1m30s' },
  ],
  ['^/.*', { what: 'an absolute path', todo: 'Begin it with /' }],
  ['^\\d+(\\.\\d+)?$', { what: 'a number as text', todo: 'Write digits, with a point at most, in quotes' }],
  ['(^$|^[a-f0-9]{64}$)', { what: '64 hexadecimal digits in lower case', todo: 'Write the SHA-256 sum' }],
  [
    '(^\\*$)|(^(http(s)?):\\/\\/(((\\*\\.)?([a-zA-Z0-9\\-]+\\.)*[a-zA-Z0-9-]+|\\*)(:([0-9]{1,5}))?)$)',
    {
      what: '* or an origin: scheme, host and port at most, without a path',
      todo: 'Write an origin such as https://example.com',
    },
  ],
  [
    "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$",
    { what: 'the characters of a path only', todo: 'Write others as % and two hexadecimal digits' },
  ],
  [
    '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
    {
      what: 'letters, digits, dashes, underscores and dots, with a letter or digit at both ends',
      todo: 'Write a label value such as v1',
    },
  ],
]);

export const patternWords = (pattern: string): FormWords =>
  FORMS.get(pattern) ?? { what: `only text that matches ${pattern}`, todo: 'Write it in that form' };

/** Patterns that have words of their own: a test compares them with those of the schemas. */
export const DESCRIBED_PATTERNS: readonly string[] = [...FORMS.keys()];

/** True also for a pattern that cannot be read: nothing follows from it. */
export const matches = (pattern: string, text: string): boolean => TextPattern.read(pattern)?.test(text) ?? true;

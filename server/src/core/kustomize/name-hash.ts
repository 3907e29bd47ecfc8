/** The hash that kustomize appends to the names of generated ConfigMaps and Secrets (api/hasher). */
import { at, entryOf, hasUnknown, isMap, type MapNode, stringOf, toValue } from '../yaml/node';

/** @returns `undefined` when some of the content is not known */
export function nameHash(root: MapNode): string | undefined {
  const kind = stringOf(at(root, 'kind'));
  const fields = kind === 'Secret' ? ['data', 'stringData'] : ['binaryData', 'data'];
  if (fields.some((field) => hasUnknown(entryOf(root, field)?.value))) return undefined;
  // The name never enters the hash: kustomize looks for it under a key that no object has.
  const content: Record<string, unknown> = { kind, name: '', data: '' };
  for (const field of fields) {
    const value = entryOf(root, field)?.value;
    if (isMap(value)) content[field] = sorted(toValue(value) as Record<string, unknown>);
  }
  if (kind === 'Secret') content.type = stringOf(at(root, 'type')) ?? '';
  return encode(sha256(utf8(goJson(sorted(content)))));
}

const sorted = (map: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** Go escapes what could end a script in HTML. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const LOOKALIKES: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

const encode = (digest: readonly number[]): string =>
  digest
    .slice(0, 5)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .replace(/./g, (char) => LOOKALIKES[char] ?? char);

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Kustomize breaks long base64 into lines of this many characters (kyaml/yaml/datamap.go). */
const LINE = 70;

/** Base64 of a text's UTF-8, in lines as kustomize writes them into Secrets. */
export function base64(text: string): string {
  const bytes = utf8(text);
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    result += ALPHABET[bits >> 18]! + ALPHABET[(bits >> 12) & 63]!;
    result += b === undefined ? '=' : ALPHABET[(bits >> 6) & 63]!;
    result += c === undefined ? '=' : ALPHABET[bits & 63]!;
  }
  if (result.length < LINE) return result;
  return result.replace(new RegExp(`.{1,${LINE}}`, 'g'), '$&\n');
}

const PRIMES: readonly number[] = (() => {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
})();
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
const ROUND = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const INITIAL = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/** FIPS 180-4. */
function sha256(message: readonly number[]): number[] {
  const length = message.length * 8;
  const bytes = [...message, 0x80];
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 7; shift >= 0; shift--) bytes.push(Math.floor(length / 2 ** (8 * shift)) & 255);
  const hash = [...INITIAL];
  const w = new Int32Array(64);
  const turn = (x: number, n: number) => (x >>> n) | (x << (32 - n));
  for (let block = 0; block < bytes.length; block += 64) {
    for (let i = 0; i < 16; i++) {
      const at = block + i * 4;
      w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    }
    for (let i = 16; i < 64; i++) {
      const [x, y] = [w[i - 15]!, w[i - 2]!];
      const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
    }
    let [a, b, c, d, e, f, g, h] = hash as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i]! + w[i]!) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      hash[i] = (hash[i]! + value) | 0;
    });
  }
  return hash.flatMap((word) => [(word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
}

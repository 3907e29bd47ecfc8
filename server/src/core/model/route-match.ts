/** Conditions of a VirtualService's routes: which of them take all requests, and which all those of another (Envoy takes the first that fits). */
import { entriesOf, entryOf, isMap, isNull, isUnknown, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { given } from './given';
import { holdsEntries, sameValue } from './same-value';

/** Fields of a match that tell requests apart by sets of entries: the fewer, the more requests. */
const SETS: ReadonlySet<string> = new Set(['headers', 'queryParams', 'withoutHeaders', 'sourceLabels']);
/** Fields that choose no requests. */
const SILENT: ReadonlySet<string> = new Set(['name', 'statPrefix']);

const conditions = (match: YamlNode) =>
  entriesOf(match).filter((entry) => !SILENT.has(entry.key.text) && given(entry.value) !== 'no');

/** A rule without conditions; `undefined` when a template may add some. */
export function hasNoMatch(rule: YamlNode): boolean | undefined {
  const match = entryOf(rule, 'match')?.value;
  if (match === undefined) return isUnknown(rule) ? undefined : true;
  if (isUnknown(match)) return undefined;
  return isNull(match) || itemsOf(match).length === 0;
}

/** An HTTP match that fits any request (istio pilot/pkg/networking/core/route IsCatchAllRoute). */
export function takesAnyRequest(match: YamlNode): boolean {
  if (!isMap(match) || match.open) return false;
  const rest = conditions(match);
  if (rest.length === 0) return true;
  const [only, ...more] = rest;
  if (more.length > 0 || only?.key.text !== 'uri') return false;
  return (
    stringOf(entryOf(only.value, 'prefix')?.value) === '/' || stringOf(entryOf(only.value, 'regex')?.value) === '.*'
  );
}

/** True when each request that `later` fits surely fits `earlier` too. */
export function coversMatch(earlier: YamlNode, later: YamlNode): boolean {
  if (!isMap(earlier) || !isMap(later) || earlier.open || later.open) return false;
  return conditions(earlier).every(({ key, value }) => {
    const other = entryOf(later, key.text)?.value;
    if (other === undefined || isNull(other)) return key.text === 'ignoreUriCase' && !isTrue(value);
    if (key.text === 'uri') return coversUri(value, other, isTrue(at(earlier)) || isTrue(at(later)));
    if (SETS.has(key.text)) return holdsEntries(other, value);
    if (key.text === 'gateways') {
      const mine = itemsOf(value).map(stringOf);
      const theirs = itemsOf(other).map(stringOf);
      return theirs.length > 0 && theirs.every((name) => name !== undefined && mine.includes(name));
    }
    return sameValue(value, other);
  });
}

const at = (match: YamlNode): YamlNode | undefined => entryOf(match, 'ignoreUriCase')?.value;
const isTrue = (node: YamlNode | undefined): boolean => node?.kind === 'scalar' && node.value === true;

function coversUri(earlier: YamlNode, later: YamlNode, ignoresCase: boolean): boolean {
  if (sameValue(earlier, later)) return true;
  const prefix = stringOf(entryOf(earlier, 'prefix')?.value);
  if (prefix === undefined || ignoresCase) return false;
  const path = stringOf(entryOf(later, 'prefix')?.value) ?? stringOf(entryOf(later, 'exact')?.value);
  return path?.startsWith(prefix) === true;
}

/** Whether two trees say the same to the API server: key order, quotes and comments aside. */
import { entriesOf, hasUnknown, toValue, type YamlNode } from '../yaml/node';

/** False as soon as anything in either is unknown. */
export const sameValue = (a: YamlNode | undefined, b: YamlNode | undefined): boolean =>
  !hasUnknown(a) && !hasUnknown(b) && canonical(toValue(a)) === canonical(toValue(b));

/** True when each entry of `few` stands in `many` with the same value. */
export const holdsEntries = (many: YamlNode | undefined, few: YamlNode | undefined): boolean =>
  entriesOf(few).every((entry) =>
    entriesOf(many).some((other) => other.key.text === entry.key.text && sameValue(other.value, entry.value)),
  );

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`).join()}}`;
}

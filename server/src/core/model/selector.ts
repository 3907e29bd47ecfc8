import { entriesOf, entryOf, isMap, isNull, isUnknown, stringOf, type YamlNode } from '../yaml/node';

/** `selector.matchLabels` of Istio's policies. */
export interface Selector {
  /** The `selector` value, when one is written. */
  readonly node: YamlNode | undefined;
  /** Labels a workload must all have; none: every workload of the namespace. */
  readonly labels: ReadonlyMap<string, string>;
  readonly unknown: boolean;
}

export function readSelector(spec: YamlNode | undefined): Selector {
  const node = entryOf(spec, 'selector')?.value;
  const matchLabels = entryOf(node, 'matchLabels')?.value;
  const labels = new Map<string, string>();
  let unknown = isUnknown(node) || isUnknown(matchLabels);
  for (const entry of entriesOf(matchLabels)) {
    const value = stringOf(entry.value);
    if (value === undefined || entry.key.unknown) unknown = true;
    else labels.set(entry.key.text, value);
  }
  return { node: isNull(node) ? undefined : node, labels, unknown };
}

/** Known string labels (or annotations) of a metadata map; `undefined` marks those whose value is unknown or no string. */
export function readStringMap(
  node: YamlNode | undefined,
): ReadonlyMap<string, { value: string | undefined; key: YamlNode; node: YamlNode }> {
  return new Map(
    entriesOf(isMap(node) ? node : undefined).map((entry) => [
      entry.key.text,
      { value: stringOf(entry.value), key: entry.key, node: entry.value },
    ]),
  );
}

/** True when a workload with these labels has all that the selector asks for. */
export function selects(selector: Selector, labels: ReadonlyMap<string, string>): boolean {
  for (const [key, value] of selector.labels) if (labels.get(key) !== value) return false;
  return true;
}

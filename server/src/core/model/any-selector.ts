/** The labels by which any of Istio's kinds chooses pods: `selector.matchLabels`, or `workloadSelector` with `labels` or `matchLabels`. */
import { entriesOf, entryOf, isNull, isUnknown, stringOf } from '../yaml/node';
import type { Resource } from './resource';
import { readSelector, type Selector } from './selector';

export const readAnySelector = (resource: Resource): Selector => resource.read(readIt);

function readIt(resource: Resource): Selector {
  const spec = resource.at('spec');
  const node = entryOf(spec, 'workloadSelector')?.value;
  if (node === undefined || isNull(node)) {
    const selector = readSelector(spec);
    return selector.node === undefined && isUnknown(spec) ? { ...selector, unknown: true } : selector;
  }
  const list = entryOf(node, resource.kind === 'DestinationRule' ? 'matchLabels' : 'labels')?.value;
  const entries = entriesOf(list);
  const labels = entries.flatMap(({ key, value }) => {
    const text = stringOf(value);
    return text === undefined || key.unknown ? [] : [[key.text, text] as const];
  });
  return {
    node,
    labels: new Map(labels),
    unknown: isUnknown(spec) || isUnknown(node) || isUnknown(list) || labels.length < entries.length,
  };
}

export const sameLabels = (a: Selector, b: Selector): boolean =>
  a.labels.size === b.labels.size && [...a.labels].every(([key, value]) => b.labels.get(key) === value);

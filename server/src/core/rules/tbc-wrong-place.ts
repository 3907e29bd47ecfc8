import { COMPONENT_NAMES } from '../model/inference-components';
import { TARGET_BURST_CAPACITY } from '../model/inference-service';
import { nearest } from '../model/nearest';
import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { replaceScalar } from '../yaml/edit-yaml';
import { moveEntry, removeWithEmptyParent } from '../yaml/move-entry';
import { type Entry, entriesOf, entryOf, isMap, isScalar } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { defineRule, type Fix, type RuleContext } from './define';
import { fixIn } from './fix';

const [CANONICAL] = TARGET_BURST_CAPACITY;
const KEYS: readonly string[] = TARGET_BURST_CAPACITY;

export default defineRule({
  id: 'tbc-wrong-place',
  severity: 'warning',
  summary: 'the target burst capacity is misspelt or stands where nothing reads it (error where Knative refuses it)',
  sources: [
    'knative serving pkg/apis/autoscaling/register.go: the two keys that Knative knows, read from annotations of the revision',
    "knative serving pkg/apis/serving/metadata_validation.go: autoscaling annotations on a Service's own metadata are refused",
  ],
  peers: ['Knative webhook, for the Service only'],
  on: ['InferenceService', 'KnativeService'],
  check(resource, context) {
    if (isBroken(resource)) return;
    const holders =
      resource.kind === 'InferenceService'
        ? [['metadata'], ...COMPONENT_NAMES.map((name) => ['spec', name])]
        : [['spec', 'template', 'metadata']];
    for (const path of holders) {
      misspelt(resource, path, context);
      asLabel(resource, path, context);
    }
    if (resource.kind === 'KnativeService') onTheService(resource, context);
  },
});

/** The part that tells it from other annotations, in one spelling. */
const plain = (key: string): string => key.replace(/^.*\//, '').toLowerCase().replace(/[-_.]/g, '');

function isMisspelt(key: string): boolean {
  if (KEYS.includes(key)) return false;
  if (plain(key) === 'targetburstcapacity') return true;
  return key.startsWith('autoscaling.knative.dev/') && nearest(plain(key), ['targetburstcapacity']) !== undefined;
}

function misspelt(resource: Resource, path: readonly string[], context: RuleContext): void {
  const annotations = resource.at(...path, 'annotations');
  for (const { key, merged } of entriesOf(annotations)) {
    if (key.unknown || !isMisspelt(key.text)) continue;
    context.report({
      at: key,
      message: {
        what: `${key.text} is not the target burst capacity`,
        why: 'Knative does not know this key and drops it without a word, so the default stays',
        todo: `Write ${CANONICAL}`,
      },
      fixes:
        merged || entryOf(annotations, CANONICAL)
          ? []
          : [fixIn(resource, `Rename to ${CANONICAL}`, () => replaceScalar(key, CANONICAL))],
    });
  }
}

function asLabel(resource: Resource, path: readonly string[], context: RuleContext): void {
  const holder = resource.at(...path);
  for (const entry of entriesOf(entryOf(holder, 'labels')?.value)) {
    if (entry.key.unknown || !(KEYS.includes(entry.key.text) || isMisspelt(entry.key.text))) continue;
    const value = isScalar(entry.value) && !entry.value.unknown ? entry.value.text : undefined;
    const edits = () =>
      isMap(holder) && value !== undefined
        ? moveEntry(resource.document.text, holder, 'labels', entry, 'annotations', CANONICAL, value)
        : [];
    context.report({
      at: entry.key,
      message: {
        what: 'The target burst capacity stands among the labels',
        why: 'Knative reads it from annotations only, so the default stays',
        todo: 'Move it to annotations',
      },
      fixes: edits().length > 0 ? [fixIn(resource, 'Move it to annotations', edits)] : [],
    });
  }
}

function onTheService(resource: Resource, context: RuleContext): void {
  const metadata = resource.at('metadata');
  for (const entry of entriesOf(entryOf(metadata, 'annotations')?.value)) {
    if (entry.key.unknown || !KEYS.includes(entry.key.text)) continue;
    context.report({
      at: entry.key,
      severity: 'error',
      message: {
        what: "Knative refuses the target burst capacity on a Service's own metadata",
        why: 'it belongs to the revisions, which are made from the template',
        todo: 'Move it to spec.template.metadata.annotations',
      },
      fixes: moveToTemplate(resource, entry),
    });
  }
}

function moveToTemplate(resource: Resource, entry: Entry): Fix[] {
  const { text } = resource.document;
  const metadata = resource.at('metadata');
  const template = resource.at('spec', 'template');
  const inner = entryOf(template, 'metadata')?.value;
  const value = isScalar(entry.value) && !entry.value.unknown ? entry.value.text : undefined;
  if (!isMap(metadata) || !isMap(template) || value === undefined) return [];
  const edits = () => {
    const removed = removeWithEmptyParent(text, metadata, 'annotations', entry);
    const added = isMap(inner)
      ? setField(text, inner, ['annotations', entry.key.text], value)
      : setField(text, template, ['metadata', 'annotations'], { [entry.key.text]: value });
    return removed && added ? [removed, added] : [];
  };
  return edits().length > 0 ? [fixIn(resource, "Move it to the template's annotations", edits)] : [];
}

/** An InferenceService that is there, made one that the mesh protects: by edits of its own text, and a lockdown behind it. */
import { ambientNamespace } from '../model/ambient';
import { burstCapacityEntries, isForeignClass } from '../model/burst-capacity';
import { knownMode } from '../model/deployment-mode';
import { isDnsLabel } from '../model/dns-name';
import { markValue, readPodMarks } from '../model/injection';
import { isKServeConfig } from '../model/kserve-config';
import type { Resource } from '../model/resource';
import type { SourceFile } from '../model/source-file';
import type { TextEdit } from '../text/edit';
import { namespaceOf } from '../workspace/manifest-set';
import type { FileEdit } from '../workspace/placed-finding';
import type { Snapshot } from '../workspace/snapshot';
import { appendDocument, canAppend } from '../yaml/append-document';
import { replaceScalar } from '../yaml/edit-yaml';
import { moveEntry } from '../yaml/move-entry';
import { entryOf, hasUnknown, isMap, isScalar } from '../yaml/node';
import { addField, setField } from '../yaml/write-yaml';
import { namespacesToLock } from './missing';
import { planScaffold } from './scaffolds';

export interface SecureAction {
  readonly title: string;
  readonly edits: readonly FileEdit[];
}

const INJECT = 'sidecar.istio.io/inject';
const TBC = 'autoscaling.knative.dev/target-burst-capacity';

/** @param resource an InferenceService of the file; others give nothing */
export function secureExisting(snapshot: Snapshot, file: SourceFile, resource: Resource): SecureAction[] {
  const { document } = resource;
  const metadata = resource.at('metadata');
  if (resource.kind !== 'InferenceService' || !isMap(metadata) || metadata.flow || hasUnknown(metadata)) return [];
  if (document.template || document.yaml.problems.length > 0) return [];
  const own = ownEdits(snapshot, resource).map((edit) => place(file, resource, edit));
  const title = 'Secure This InferenceService';
  const actions: SecureAction[] = own.length > 0 ? [{ title, edits: own }] : [];
  const { namespace } = resource;
  const lockdown = namespace !== undefined ? lockdownOf(snapshot, file, resource, namespace) : [];
  if (lockdown.length > 0) {
    const name = own.length > 0 ? `${title} and Lock Down ${namespace}` : `Lock Down ${namespace}`;
    actions.push({ title: name, edits: [...own, ...lockdown] });
  }
  return actions;
}

const place = (file: SourceFile, { document }: Resource, { span, newText }: TextEdit): FileEdit => ({
  uri: file.uri,
  span: file.spanInFile(document, span),
  newText,
});

function modeOf(snapshot: Snapshot, resource: Resource): string | undefined {
  const maps = [...snapshot.files.values()]
    .flatMap((each) => each.resources)
    .filter((each) => isKServeConfig(each, snapshot.platform));
  return knownMode(resource, snapshot.platform, () => maps)?.mode;
}

const isAmbient = (snapshot: Snapshot, resource: Resource): boolean =>
  snapshot
    .setsOf(resource.uri)
    .some(({ index }) => ambientNamespace({ all: (kind) => index.bucket(kind) }, namespaceOf(resource)) !== undefined);

function ownEdits(snapshot: Snapshot, resource: Resource): TextEdit[] {
  const mode = modeOf(snapshot, resource);
  if (mode !== 'Knative' && mode !== 'Standard') return [];
  const { text } = resource.document;
  const metadata = resource.at('metadata');
  if (!isMap(metadata)) return [];
  const edits: TextEdit[] = [];
  const labels: Record<string, string> = {};
  const marks = resource.read(readPodMarks);
  const decided = marks.some(({ label }) => label && markValue(label) !== 'true');
  const own = marks.find(({ path }) => path[0] === 'metadata');
  if (!decided && !own?.label && !isAmbient(snapshot, resource)) {
    // Its annotation has no effect of its own: it becomes the label.
    if (own?.annotation)
      edits.push(...moveEntry(text, metadata, 'annotations', own.annotation, 'labels', INJECT, 'true'));
    else labels[INJECT] = 'true';
  }
  const visibility = mode === 'Knative' ? 'networking.knative.dev/visibility' : 'networking.kserve.io/visibility';
  if (!entryOf(resource.at('metadata', 'labels'), visibility)) labels[visibility] = 'cluster-local';
  // The move makes or fills the same map; what is missing then is offered again.
  if (edits.length === 0) edits.push(...fields(resource, 'labels', labels));
  if (mode === 'Knative' && !isForeignClass(resource)) {
    const held = burstCapacityEntries(resource);
    if (held.length === 0) edits.push(...fields(resource, 'annotations', { [TBC]: '0' }));
    for (const { value } of held) {
      if (!isScalar(value) || value.unknown || value.alias || value.text === '0') continue;
      edits.push(value.style === 'plain' ? { span: value.span, newText: '"0"' } : replaceScalar(value, '0'));
    }
  }
  return edits;
}

/** Adds entries to `labels` or `annotations`, which may be missing. */
function fields(
  resource: Resource,
  key: 'labels' | 'annotations',
  values: Readonly<Record<string, string>>,
): TextEdit[] {
  const { text } = resource.document;
  const metadata = resource.at('metadata');
  const entries = Object.entries(values);
  const map = entryOf(metadata, key)?.value;
  if (!isMap(metadata) || entries.length === 0) return [];
  if (!map) return [addField(text, metadata, key, values)];
  if (isMap(map) && !map.alias && map.entries.length > 0)
    return entries.map(([name, value]) => addField(text, map, name, value));
  const [first, ...rest] = entries;
  const edit = first && rest.length === 0 ? setField(text, metadata, [key, first[0]], first[1]) : undefined;
  return edit ? [edit] : [];
}

/** The lockdown of its namespace behind the file's last document, where the workspace has none. */
function lockdownOf(snapshot: Snapshot, file: SourceFile, resource: Resource, namespace: string): FileEdit[] {
  const last = file.documents.at(-1);
  const mode = modeOf(snapshot, resource);
  if (!last || !canAppend(last.document.text) || !namespacesToLock(snapshot).includes(namespace)) return [];
  if ((mode !== 'Knative' && mode !== 'Standard') || !isDnsLabel(namespace)) return [];
  const ambient = isAmbient(snapshot, resource);
  // Ambient mode cannot keep the activator to its probes: not something to write in passing.
  if (ambient && mode === 'Knative') return [];
  const values = {
    namespace,
    injection: ambient ? 'ambient' : 'label',
    activator: mode === 'Knative' ? 'off-path' : 'standard',
  };
  // A folder that holds nothing, so that all objects that are nowhere come as new files.
  const { creates, edits } = planScaffold(snapshot, 'namespace-lockdown', values, `${file.uri}.lockdown/`);
  const texts = creates.filter(({ path }) => path.endsWith('.yaml') && path !== 'kustomization.yaml');
  if (texts.length === 0) return [];
  const { span, newText } = appendDocument(last.document.text, texts.map(({ text }) => text.trim()).join('\n---\n'));
  return [
    ...edits.map(({ uri, span: at, newText: text }) => ({ uri, span: at, newText: text })),
    { uri: file.uri, span: { start: span.start + last.start, end: span.end + last.start }, newText },
  ];
}

/** KServe's settings where the repository keeps them in another form than a ConfigMap: values of its chart, or a generator of kustomize. */
import { isKustomizationUri, readKustomization } from '../kustomize/kustomization';
import { folderOf, resolvePath } from '../kustomize/paths';
import { KSERVE_CONFIG_NAME, readKServeConfig } from '../model/kserve-config';
import { GATEWAY_VALUES, gatewayValues, isValuesUri } from '../model/kserve-values';
import type { Resource } from '../model/resource';
import type { PlacedDocument, SourceFile } from '../model/source-file';
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { Snapshot } from '../workspace/snapshot';
import { replaceScalar } from '../yaml/edit-yaml';
import { at, entryOf, hasUnknown, isMap, isScalar, type MapNode, stringOf } from '../yaml/node';
import { addField, type Plain } from '../yaml/write-yaml';
import type { PlannedEdit, ScaffoldClash } from './types';

export interface ElsewherePlan {
  readonly edits: readonly PlannedEdit[];
  readonly clashes: readonly ScaffoldClash[];
}

type Setting = readonly [key: string, value: string | boolean];

/** Keys of `ingress` that the scaffold is about, as its own ConfigMap has them. */
export function settingsOf(wanted: Resource, keys: readonly string[]): Setting[] {
  const root = wanted.read(readKServeConfig).entries.get('ingress')?.json?.root;
  const properties = root?.kind === 'object' ? root.properties : [];
  return properties.flatMap(({ name, value }): Setting[] => {
    const held = value?.value;
    return keys.includes(name) && (typeof held === 'string' || typeof held === 'boolean') ? [[name, held]] : [];
  });
}

/** @returns `undefined` when the workspace keeps them in no such form */
export function planElsewhere(snapshot: Snapshot, settings: readonly Setting[]): ElsewherePlan | undefined {
  const generated = generators(snapshot, settings);
  if (generated.length > 0) return { edits: [], clashes: generated };
  const holders = valuesFiles(snapshot);
  if (holders.length === 0) return undefined;
  if (holders.length > 1) {
    const told = holders.map(({ file, placed, map }) =>
      clashAt(
        file,
        placed,
        map.span,
        `It is one of ${holders.length} files with gateway settings. Where it counts, ${inWords(settings)}`,
      ),
    );
    return { edits: [], clashes: told };
  }
  const [{ file, placed, map }] = holders as [Holder];
  const merged = mergeValues(placed, map, settings);
  if (!merged) {
    const message = `It is templated or written in a way that cannot be changed in place: ${inWords(settings)}`;
    return { edits: [], clashes: [clashAt(file, placed, map.span, message)] };
  }
  const edits = merged.map(({ span, newText }) => ({
    uri: file.uri,
    span: file.spanInFile(placed.document, span),
    newText,
    label: OBJECT,
  }));
  return { edits, clashes: [] };
}

const OBJECT = "Values of KServe's chart";

interface Holder {
  readonly file: SourceFile;
  readonly placed: PlacedDocument;
  readonly map: MapNode;
}

function valuesFiles({ files }: Snapshot): Holder[] {
  return [...files.values()].flatMap((file) => {
    if (!isValuesUri(file.uri) || file.notice || !file.text.includes('gateway')) return [];
    return file.documents.flatMap((placed) => {
      const map = gatewayValues(placed.document.yaml.root);
      return map ? [{ file, placed, map }] : [];
    });
  });
}

/** @returns `undefined` when something stands in the way */
function mergeValues(
  { document }: PlacedDocument,
  map: MapNode,
  settings: readonly Setting[],
): readonly TextEdit[] | undefined {
  if (document.yaml.problems.length > 0 || map.alias || hasUnknown(map)) return undefined;
  const edits: TextEdit[] = [];
  const added: Record<string, Record<string, string | boolean> | string | boolean> = {};
  for (const [key, value] of settings) {
    const path = GATEWAY_VALUES.get(key);
    const last = path?.at(-1);
    if (!path || last === undefined) return undefined;
    const [group] = path.length > 1 ? path : [];
    const holder = group === undefined ? map : entryOf(map, group)?.value;
    if (!holder) {
      const below = added[group ?? ''];
      added[group ?? ''] = { ...(typeof below === 'object' && below), [last]: value };
      continue;
    }
    if (!isMap(holder) || holder.alias) return undefined;
    const held = entryOf(holder, last)?.value;
    if (!held) edits.push(addField(document.text, holder, last, value));
    else if (!isScalar(held) || held.alias) return undefined;
    else if (held.value !== value) {
      edits.push(typeof value === 'string' ? replaceScalar(held, value) : { span: held.span, newText: String(value) });
    }
  }
  for (const [group, values] of Object.entries(added)) edits.push(addField(document.text, map, group, values as Plain));
  return joined(edits);
}

/** Insertions at one place become one edit, so that no host need know their order. */
export function joined(edits: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const same = result.findIndex(({ span }) => span.start === edit.span.start && span.end === edit.span.end);
    if (same < 0) result.push(edit);
    else result[same] = { span: edit.span, newText: result[same]!.newText + edit.newText };
  }
  return result;
}

/** Kustomizations that make the ConfigMap, or change it by a patch of their own text. */
function generators({ files }: Snapshot, settings: readonly Setting[]): ScaffoldClash[] {
  const clashes: ScaffoldClash[] = [];
  for (const file of files.values()) {
    if (!isKustomizationUri(file.uri) || !file.text.includes(KSERVE_CONFIG_NAME)) continue;
    const [placed] = file.documents;
    const kustomization = placed && readKustomization(file.uri, placed.document);
    if (!placed || !kustomization) continue;
    const makers = kustomization.configMaps.filter((each) => stringOf(at(each, 'name')) === KSERVE_CONFIG_NAME);
    const inline = [...kustomization.patches, ...kustomization.strategicPatches, ...kustomization.jsonPatches].flatMap(
      ({ inline: text, target, node }) =>
        text?.text.includes(KSERVE_CONFIG_NAME) || stringOf(at(target, 'name')) === KSERVE_CONFIG_NAME ? [node] : [],
    );
    const [node] = [...makers, ...inline];
    if (!node) continue;
    const message = `The kustomization makes or patches ${KSERVE_CONFIG_NAME} itself: ${inWords(settings, 'in its ingress ')}`;
    clashes.push({ ...clashAt(file, placed, node.span, message), object: `ConfigMap ${KSERVE_CONFIG_NAME}` });
  }
  return clashes;
}

/** What to do by hand. */
const inWords = (settings: readonly Setting[], where = ''): string =>
  `set ${where}${settings
    .map(([key, value]) => `${where === '' ? (GATEWAY_VALUES.get(key)?.join('.') ?? key) : key}: ${value}`)
    .join(', ')}.`;

const clashAt = (file: SourceFile, { document }: PlacedDocument, span: Span, message: string): ScaffoldClash => ({
  uri: file.uri,
  span: file.spanInFile(document, span),
  object: OBJECT,
  message,
});

/** URIs of files that kustomizations apply as patches. */
export function patchFiles({ files }: Snapshot): ReadonlySet<string> {
  const uris = new Set<string>();
  for (const file of files.values()) {
    const [placed] = isKustomizationUri(file.uri) ? file.documents : [];
    const kustomization = placed && readKustomization(file.uri, placed.document);
    for (const { file: ref } of [...(kustomization?.patches ?? []), ...(kustomization?.strategicPatches ?? [])]) {
      if (ref) for (const uri of resolvePath(folderOf(file.uri), ref.path)) uris.add(uri);
    }
  }
  return uris;
}

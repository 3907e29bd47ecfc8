/** A kustomization file, read three-valued: what a template or a fault hides makes it `vague`. */
import type { ManifestDocument } from '../model/source-file';
import {
  at,
  entriesOf,
  entryOf,
  isMap,
  isScalar,
  isSeq,
  isUnknown,
  itemsOf,
  type MapNode,
  type ScalarNode,
  stringOf,
  type YamlNode,
} from '../yaml/node';

/** A path as it is written. */
export interface PathRef {
  readonly path: string;
  readonly node: ScalarNode;
}

export interface PatchRef {
  readonly file: PathRef | undefined;
  /** The scalar that holds the patch itself. */
  readonly inline: ScalarNode | undefined;
  readonly target: MapNode | undefined;
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
  /** What to point at for the patch as a whole. */
  readonly node: YamlNode;
}

export interface LabelSet {
  readonly pairs: MapNode;
  readonly selectors: boolean;
  readonly templates: boolean;
  readonly claimTemplates: boolean;
  /** Field specs of the user's own. */
  readonly fields: readonly YamlNode[];
}

export interface Kustomization {
  readonly uri: string;
  readonly document: ManifestDocument;
  readonly root: MapNode;
  readonly component: boolean;
  /** Something about it cannot be known, or is done by parts of kustomize that Meshward does not follow. */
  readonly vague: boolean;
  /** Fields that name such parts. */
  readonly notFollowed: readonly { readonly key: ScalarNode; readonly name: string }[];
  readonly resources: readonly PathRef[];
  readonly components: readonly PathRef[];
  /** Files that belong to it and are no objects: patches, generator input, configurations. */
  readonly files: readonly PathRef[];
  readonly strategicPatches: readonly PatchRef[];
  readonly patches: readonly PatchRef[];
  readonly jsonPatches: readonly PatchRef[];
  readonly namespace: ScalarNode | undefined;
  readonly namePrefix: ScalarNode | undefined;
  readonly nameSuffix: ScalarNode | undefined;
  readonly labels: readonly LabelSet[];
  readonly commonLabels: MapNode | undefined;
  readonly commonAnnotations: MapNode | undefined;
  readonly configMaps: readonly MapNode[];
  readonly secrets: readonly MapNode[];
  readonly generatorOptions: MapNode | undefined;
  readonly images: readonly MapNode[];
  readonly replicas: readonly MapNode[];
  readonly replacements: readonly MapNode[];
}

const KUSTOMIZATION_NAME = /\/(?:kustomization\.ya?ml|Kustomization)$/;
/** Names of the file in the order kustomize tries them. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

export const isKustomizationUri = (uri: string): boolean => KUSTOMIZATION_NAME.test(uri);

/** True where faults of the YAML are ours to report: manifests, and kustomizations, which stop a build as a whole. */
export const tellsFaults = ({ relevance, uri }: ManifestDocument): boolean =>
  relevance === 'ours' || isKustomizationUri(uri);

/** Parts of kustomize that make or change objects in ways that are not followed. */
const NOT_FOLLOWED = [
  'transformers',
  'generators',
  'helmCharts',
  'helmChartInflationGenerator',
  'configurations',
  'crds',
  'vars',
];

/** @returns `undefined` for a document that is none: another API's (Flux has a kind of the same name), or empty */
export function readKustomization(uri: string, document: ManifestDocument): Kustomization | undefined {
  const { root, problems, templated } = document.yaml;
  if (!isMap(root)) return undefined;
  const apiVersion = at(root, 'apiVersion');
  if (apiVersion && !(stringOf(apiVersion) ?? '').startsWith('kustomize.config.k8s.io/')) return undefined;
  const value = (key: string): YamlNode | undefined => entryOf(root, key)?.value;
  const list = (key: string) => itemsOf(value(key));
  const maps = (key: string) => list(key).filter(isMap);
  const scalar = (key: string) => {
    const node = value(key);
    return isScalar(node) && (node.unknown || node.text !== '') ? node : undefined;
  };
  const map = (key: string) => {
    const node = value(key);
    return isMap(node) ? node : undefined;
  };
  const patches = maps('patches').map(patchRef);
  const jsonPatches = maps('patchesJson6902').map(patchRef);
  const strategicPatches = list('patchesStrategicMerge').flatMap(strategicRef);
  const paths = (key: string) => list(key).flatMap(pathRef);
  const generators = [...maps('configMapGenerator'), ...maps('secretGenerator')];
  const listed = entriesOf(root).filter((entry) => isSeq(entry.value));
  return {
    uri,
    document,
    root,
    component: stringOf(at(root, 'kind')) === 'Component',
    vague:
      root.open ||
      templated ||
      problems.length > 0 ||
      listed.some(({ value: node }) => isUnknown(node) || itemsOf(node).some(isUnknown)) ||
      NOT_FOLLOWED.some((key) => value(key) !== undefined),
    notFollowed: NOT_FOLLOWED.flatMap((name) => {
      const entry = entryOf(root, name);
      const isEmpty = isSeq(entry?.value) && entry.value.items.length === 0;
      return entry && isScalar(entry.key) && !isEmpty ? [{ key: entry.key, name }] : [];
    }),
    resources: [...paths('resources'), ...paths('bases')],
    components: paths('components'),
    files: [
      ...[...patches, ...jsonPatches, ...strategicPatches].flatMap(({ file }) => file ?? []),
      ...generators.flatMap((generator) => itemsOf(at(generator, 'files')).flatMap(generatorFile)),
      ...['configurations', 'crds', 'transformers', 'generators', 'validators'].flatMap(paths),
      ...maps('replacements').flatMap((each) => pathRef(at(each, 'path'))),
      ...pathRef(at(root, 'openapi', 'path')),
      ...maps('helmCharts').flatMap((each) => pathRef(at(each, 'valuesFile'))),
    ],
    strategicPatches,
    patches,
    jsonPatches,
    namespace: scalar('namespace'),
    namePrefix: scalar('namePrefix'),
    nameSuffix: scalar('nameSuffix'),
    labels: maps('labels').flatMap(labelSet),
    commonLabels: map('commonLabels'),
    commonAnnotations: map('commonAnnotations'),
    configMaps: maps('configMapGenerator'),
    secrets: maps('secretGenerator'),
    generatorOptions: map('generatorOptions'),
    images: maps('images'),
    replicas: maps('replicas'),
    replacements: maps('replacements'),
  };
}

function pathRef(node: YamlNode | undefined): PathRef[] {
  const path = stringOf(node);
  return path !== undefined && path.trim() !== '' && isScalar(node) ? [{ path: path.trim(), node }] : [];
}

/** `path` or `key=path`. */
function generatorFile(node: YamlNode): PathRef[] {
  return pathRef(node).map((ref) => ({ ...ref, path: ref.path.slice(ref.path.indexOf('=') + 1) }));
}

const isTrue = (node: YamlNode | undefined): boolean => isScalar(node) && node.value === true;

function patchRef(entry: MapNode): PatchRef {
  const inline = at(entry, 'patch');
  const target = at(entry, 'target');
  return {
    file: pathRef(at(entry, 'path'))[0],
    inline: isScalar(inline) ? inline : undefined,
    target: isMap(target) ? target : undefined,
    allowNameChange: isTrue(at(entry, 'options', 'allowNameChange')),
    allowKindChange: isTrue(at(entry, 'options', 'allowKindChange')),
    node: at(entry, 'path') ?? entryOf(entry, 'patch')?.key ?? entry,
  };
}

function strategicRef(node: YamlNode): PatchRef[] {
  if (!isScalar(node)) return [];
  const inline = node.text.includes('\n') || /^\s*[\w"']+\s*:/.test(node.text) || node.text.startsWith('{');
  const file = inline ? undefined : pathRef(node)[0];
  return [
    {
      file,
      inline: inline ? node : undefined,
      target: undefined,
      allowNameChange: false,
      allowKindChange: false,
      node,
    },
  ];
}

function labelSet(entry: MapNode): LabelSet[] {
  const pairs = at(entry, 'pairs');
  if (!isMap(pairs)) return [];
  return [
    {
      pairs,
      selectors: isTrue(at(entry, 'includeSelectors')),
      templates: isTrue(at(entry, 'includeTemplates')),
      claimTemplates: isTrue(at(entry, 'includeVolumeClaimTemplates')),
      fields: itemsOf(at(entry, 'fields')),
    },
  ];
}

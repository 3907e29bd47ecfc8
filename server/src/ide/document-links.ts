/** Texts that lead somewhere: paths of a kustomization to their files, rule ids in comments to the rules' pages. */
import {
  isKustomizationUri,
  KUSTOMIZATION_NAMES,
  type Kustomization,
  type ManifestDocument,
  type PathRef,
  RULES,
  readKustomization,
  resolvePath,
  rulePage,
  type Snapshot,
  type SourceFile,
  type Span,
  scalarOffsets,
} from '../core';

export interface Link {
  /** Offsets in the file. */
  readonly span: Span;
  readonly target: string;
  /** The target is a file of the workspace, and no page. */
  readonly isFile: boolean;
}

const RULE_IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

export function linksOf(snapshot: Snapshot, file: SourceFile): Link[] {
  return file.documents.flatMap(({ document, start }) => [
    ...ruleLinks(document, start),
    ...(isKustomizationUri(file.uri) ? pathLinks(snapshot, document, start) : []),
  ]);
}

const ruleLinks = (document: ManifestDocument, start: number): Link[] =>
  document.suppressions.flatMap(({ rules }) =>
    rules.flatMap(({ id, span }) =>
      RULE_IDS.has(id) ? [{ span: moved(span, start), target: rulePage(id), isFile: false }] : [],
    ),
  );

function pathLinks(snapshot: Snapshot, document: ManifestDocument, start: number): Link[] {
  const kustomization = readKustomization(document.uri, document);
  if (!kustomization) return [];
  return pathsOf(kustomization).flatMap(({ path, node }) => {
    const target = fileAt(snapshot, document.uri, path);
    if (target === undefined || node.alias) return [];
    const offsets = scalarOffsets(document.text, node);
    const at = offsets.value.lastIndexOf(path);
    const span = at < 0 ? node.span : offsets.spanOf({ start: at, end: at + path.length });
    return [{ span: moved(span, start), target, isFile: true }];
  });
}

const pathsOf = ({ resources, components, files }: Kustomization): readonly PathRef[] => [
  ...resources,
  ...components,
  ...files,
];

/** The file at a path, or the kustomization in the folder there; files that were not read (a README, a script) lead nowhere. */
function fileAt(snapshot: Snapshot, kustomization: string, path: string): string | undefined {
  const folder = kustomization.slice(0, kustomization.lastIndexOf('/') + 1);
  for (const uri of resolvePath(folder, path)) {
    const candidates = [uri, ...KUSTOMIZATION_NAMES.map((name) => `${uri}/${name}`)];
    const found = candidates.find((each) => snapshot.files.has(each));
    if (found !== undefined) return found;
  }
  return undefined;
}

const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

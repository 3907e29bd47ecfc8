/** What the text leaves open and the workspace decides: the mode behind an unset one, the host behind a model's name. */
import {
  componentNames,
  effectiveMtls,
  isScalar,
  overlaps,
  type Resource,
  readPeerAuthentication,
  type Snapshot,
  type SourceFile,
  type Span,
  setLookups,
} from '../core';
import { inEachSet, joinAnswers, type ObjectInSet } from './lens-places';

export interface Hint {
  /** Offset in the file, behind the text that it belongs to. */
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** @param range offsets in the file: only what is on screen is worked out */
export function hintsOf(snapshot: Snapshot, file: SourceFile, range: Span): Hint[] {
  return file.documents.flatMap(({ document, start }) => {
    if (!overlaps({ start, end: start + document.text.length }, range)) return [];
    return document.resources.flatMap((resource) => {
      const hint = hintOf(snapshot, file, resource);
      return hint && !resource.headNode.origin ? [{ ...hint, offset: hint.offset + start }] : [];
    });
  });
}

function hintOf(snapshot: Snapshot, file: SourceFile, resource: Resource): Hint | undefined {
  if (resource.kind === 'PeerAuthentication') return modeHint(snapshot, file, resource);
  if (resource.kind === 'InferenceService') return hostHint(snapshot, file, resource);
  return undefined;
}

function modeHint(snapshot: Snapshot, file: SourceFile, written: Resource): Hint | undefined {
  const { mode, modeNode } = written.read(readPeerAuthentication);
  const offset = (modeNode?.span.end ?? written.nameNode?.span.end) as number | undefined;
  if (mode !== 'UNSET' || offset === undefined) return undefined;
  const answers = inEachSet(snapshot, file, written).flatMap(({ set, resource }) => {
    const lookups = setLookups(set, snapshot.platform);
    const { selector } = resource.read(readPeerAuthentication);
    const { mode: effective, by } = effectiveMtls(lookups, lookups.namespaceOf(resource), selector);
    if (effective === undefined) return [];
    const source =
      !by || by.resource === resource ? '' : ` from ${lookups.namespaceOf(by.resource)}/${by.resource.name ?? ''}`;
    return [{ set, text: `${effective}${source}`, value: effective }];
  });
  const joined = joinAnswers(answers);
  if (!joined) return undefined;
  return {
    offset,
    label: modeNode ? `= ${joined.text}` : `mTLS mode: ${joined.text}`,
    tooltip:
      'The mode is unset here, so the wider PeerAuthentication decides: that of the namespace, then that of the mesh; without one it is PERMISSIVE.',
  };
}

function hostHint(snapshot: Snapshot, file: SourceFile, written: Resource): Hint | undefined {
  const { nameNode } = written;
  if (!isScalar(nameNode) || written.name === undefined) return undefined;
  const answers = inEachSet(snapshot, file, written).flatMap((each) => {
    const hosts = hostsOf(snapshot, each);
    return hosts.length > 0 ? [{ set: each.set, text: hosts[0]!, value: hosts }] : [];
  });
  const joined = joinAnswers(answers);
  if (!joined) return undefined;
  const hosts = [...new Set(joined.values.flat())];
  return {
    offset: nameNode.span.end,
    label: joined.text,
    tooltip: `Services that KServe makes for it: ${hosts.join(', ')}`,
  };
}

/** Its components' hosts, the predictor's first, and its own. */
function hostsOf({ platform }: Snapshot, { set, resource }: ObjectInSet): string[] {
  const namespace = setLookups(set, platform).namespaceOf(resource);
  return [...componentNames(resource), resource.name ?? ''].map(
    (name) => `${name}.${namespace}.svc.${platform.clusterDomain}`,
  );
}

/** Lines above objects: whom a policy selects, how a workload is guarded, whether the activator stands before a model. */
import type { ManifestSet, NamePlace, Platform, Resource, Snapshot, SourceFile, Span } from '../core';
import { inEachSet, joinAnswers } from './lens-places';
import { activatorLens } from './lenses/activator';
import { policyLens } from './lenses/policy';
import { workloadLens } from './lenses/workload';
import { objectPlace } from './places';

/** An object in one set, and what a lens may ask about it. */
export interface LensObject {
  readonly snapshot: Snapshot;
  readonly set: ManifestSet;
  readonly platform: Platform;
  readonly resource: Resource;
}

export interface LensText {
  readonly title: string;
  /** More words, a line each: which policies, and where they come from. */
  readonly details: readonly string[];
  /** What the lens is about, to jump to. */
  readonly places: readonly NamePlace[];
  /** The InferenceService whose callers are to be shown, in place of jumping. */
  readonly service?: { readonly namespace: string; readonly name: string };
}

/** One sort of lens. To show something else above objects, add one to {@link LENS_PROVIDERS}. */
export interface LensProvider {
  readonly id: string;
  /** Asked of every object when a file is shown, so it must be cheap. */
  readonly appliesTo: (resource: Resource) => boolean;
  /** Asked when the lens comes into view; `undefined`: this set has nothing to say. */
  readonly describe: (object: LensObject) => LensText | undefined;
}

export const LENS_PROVIDERS: readonly LensProvider[] = [policyLens, workloadLens, activatorLens];

/** Names a lens, so that it can be found again in a later snapshot. */
export interface LensKey {
  readonly provider: string;
  /** Offset of the object's name in its file. */
  readonly at: number;
}

export interface Lens {
  readonly key: LensKey;
  /** Offsets in the file. */
  readonly span: Span;
}

export interface ResolvedLens extends LensText {
  readonly span: Span;
}

export function lensesOf(
  snapshot: Snapshot,
  file: SourceFile,
  providers: readonly LensProvider[] = LENS_PROVIDERS,
): Lens[] {
  return file.resources.flatMap((resource) => {
    const place = objectPlace(snapshot, resource);
    if (!place) return [];
    return providers
      .filter((provider) => provider.appliesTo(resource))
      .map(({ id }) => ({ key: { provider: id, at: place.span.start }, span: place.span }));
  });
}

/** The words of a lens; `undefined` when the file has moved on. */
export function resolveLens(
  snapshot: Snapshot,
  file: SourceFile,
  { provider: id, at }: LensKey,
  providers: readonly LensProvider[] = LENS_PROVIDERS,
): ResolvedLens | undefined {
  const provider = providers.find((each) => each.id === id);
  const written = file
    .documentAt(at)
    ?.document.resources.find((each) => objectPlace(snapshot, each)?.span.start === at);
  if (!provider || !written) return undefined;
  const answers = inEachSet(snapshot, file, written).flatMap(({ set, resource }) => {
    const value = provider.describe({ snapshot, set, platform: snapshot.platform, resource });
    return value ? [{ set, text: value.title, value }] : [];
  });
  const joined = joinAnswers(answers);
  const span = objectPlace(snapshot, written)?.span;
  if (!joined || !span) return undefined;
  return {
    span,
    title: joined.text,
    details: [...new Set(joined.values.flatMap(({ details }) => details))],
    places: distinctPlaces(joined.values.flatMap(({ places }) => places)),
    service: joined.values[0]?.service,
  };
}

function distinctPlaces(places: readonly NamePlace[]): readonly NamePlace[] {
  return [...new Map(places.map((place) => [`${place.uri} ${place.span.start}`, place])).values()];
}

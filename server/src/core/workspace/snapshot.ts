/** An immutable view of all files at one moment, arranged in manifest sets. */
import { type Delivery, deliveriesIn } from '../model/delivery';
import type { SourceFile } from '../model/source-file';
import { DEFAULT_PLATFORM, type Platform } from '../platform/platform';
import {
  type Bundle,
  bundleOfFile,
  type Composer,
  type Composition,
  type CompositionProblem,
  type LeftOut,
  NO_COMPOSITION,
} from './bundle';
import type { IndexChange, ReplacedBundle } from './index';
import { LayeredMap } from './layered-map';
import { type ManifestSet, makeSet } from './manifest-set';
import { type NamedSet, type PartitionHints, partition, type SetPlan } from './partition';

export interface SnapshotOptions {
  /** Workspace folders as URIs with a trailing slash. */
  readonly roots: readonly string[];
  readonly platform?: Platform;
  readonly composer?: Composer | undefined;
  /** Folder URIs whose files are all known; without it, the roots. */
  readonly listed?: readonly string[] | undefined;
  /** What lies in those folders and is not looked at. */
  readonly leftOut?: LeftOut | undefined;
  /** Sets that the user named. */
  readonly named?: readonly NamedSet[] | undefined;
}

/** What an update changed, so that an analysis re-runs no more than that. */
export interface SetChange {
  readonly set: ManifestSet;
  /** `undefined`: the set is new or was put together anew. */
  readonly refreshed: IndexChange | undefined;
}

interface State {
  readonly files: LayeredMap<string, SourceFile>;
  readonly composition: Composition;
  readonly bundles: LayeredMap<string, Bundle>;
  /** What Argo CD and Flux apply, by the file that says so. */
  readonly deliveries: ReadonlyMap<string, readonly Delivery[]>;
  readonly sets: readonly ManifestSet[];
}

type Updates = ReadonlyMap<string, SourceFile | undefined>;

export class Snapshot {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly sets: readonly ManifestSet[];
  readonly platform: Platform;
  readonly roots: readonly string[];
  readonly composer: Composer | undefined;
  readonly listed: readonly string[];
  readonly named: readonly NamedSet[] | undefined;
  readonly leftOut: LeftOut | undefined;
  readonly #state: State;

  private constructor(state: State, options: SnapshotOptions) {
    this.#state = state;
    this.composer = options.composer;
    this.listed = options.listed ?? options.roots;
    this.files = state.files;
    this.sets = state.sets;
    this.platform = options.platform ?? DEFAULT_PLATFORM;
    this.roots = options.roots;
    this.named = options.named;
    this.leftOut = options.leftOut;
  }

  static of(files: Iterable<SourceFile>, options: SnapshotOptions): Snapshot {
    const byUri = new LayeredMap(new Map([...files].map((file) => [file.uri, file])));
    const listed = options.listed ?? options.roots;
    const composition = options.composer?.compose({ files: byUri, listed, leftOut: options.leftOut }) ?? NO_COMPOSITION;
    const bundles = bundlesOf(byUri, composition);
    const deliveries = deliveriesOf(byUri.values());
    const hints = { named: options.named, deliveries: [...deliveries.values()].flat() };
    const sets = partition(options.roots, [...bundles.values()], hints).map((plan) => setOf(plan, bundles));
    return new Snapshot({ files: byUri, composition, bundles, deliveries, sets }, options);
  }

  /** What is wrong with how files are put together, by the file to say it in. */
  get problems(): ReadonlyMap<string, readonly CompositionProblem[]> {
    return this.#state.composition.problems;
  }

  /** Sets that hold a file. */
  setsOf(uri: string): readonly ManifestSet[] {
    return this.sets.filter((set) => set.files.has(uri));
  }

  /**
   * The snapshot with files added, replaced or (value `undefined`) removed.
   * @returns the new snapshot, and per set of it what changed; sets that are not named are as before.
   */
  with(updates: Updates): { snapshot: Snapshot; changes: readonly SetChange[] } {
    const before = this.#state;
    const files = before.files.with(updates);
    const composition = this.#recomposed(files, updates);
    const changed = changedBundles(before, files, composition, updates);
    const bundles = before.bundles.with(changed);
    const changes: SetChange[] = [];
    const { roots, platform, composer, listed, leftOut, named } = this;
    const deliveries = updatedDeliveries(before.deliveries, updates);
    const hints = { named, deliveries: [...deliveries.values()].flat() };
    const sets =
      deliveries === before.deliveries && keepsPartition(before.bundles, changed)
        ? before.sets.map((set) => updatedSet(set, set.bundles, before.bundles, bundles, changed, changes))
        : repartitioned(before, roots, hints, bundles, changed, changes);
    const options = { roots, platform, composer, listed, leftOut, named };
    return { snapshot: new Snapshot({ files, composition, bundles, deliveries, sets }, options), changes };
  }

  #recomposed(files: ReadonlyMap<string, SourceFile>, updates: Updates): Composition {
    const { composition } = this.#state;
    if (!this.composer || ![...updates.keys()].some((uri) => composition.concerns(uri))) return composition;
    const before = { composition, changed: updates.keys() };
    return this.composer.compose({ files, listed: this.listed, leftOut: this.leftOut, before });
  }
}

const deliveriesOf = (files: Iterable<SourceFile>): Map<string, readonly Delivery[]> => {
  const deliveries = new Map<string, readonly Delivery[]>();
  for (const file of files) {
    const found = deliveriesIn(file);
    if (found.length > 0) deliveries.set(file.uri, found);
  }
  return new Map([...deliveries].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** The same map again when no file says anything else than before. */
function updatedDeliveries(before: State['deliveries'], updates: Updates): State['deliveries'] {
  let next: Map<string, readonly Delivery[]> | undefined;
  for (const [uri, file] of updates) {
    const now = file ? deliveriesIn(file) : [];
    if (JSON.stringify(now) === JSON.stringify(before.get(uri) ?? [])) continue;
    next ??= new Map(before);
    if (now.length > 0) next.set(uri, now);
    else next.delete(uri);
  }
  return next ? new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1))) : before;
}

function bundlesOf(files: ReadonlyMap<string, SourceFile>, composition: Composition): LayeredMap<string, Bundle> {
  const bundles = [...files.values()].filter((file) => !composition.owned.has(file.uri)).map(bundleOfFile);
  bundles.push(...composition.bundles);
  return new LayeredMap(new Map(bundles.map((bundle) => [bundle.uri, bundle])));
}

/** Bundles that are new, different or (value `undefined`) gone. */
function changedBundles(
  before: State,
  files: ReadonlyMap<string, SourceFile>,
  composition: Composition,
  updates: Updates,
): ReadonlyMap<string, Bundle | undefined> {
  const changed = new Map<string, Bundle | undefined>();
  const plain = (uri: string) => {
    const file = files.get(uri);
    changed.set(uri, file && !composition.owned.has(uri) ? bundleOfFile(file) : undefined);
  };
  if (composition !== before.composition) {
    const kept = new Set(composition.bundles);
    for (const bundle of before.composition.bundles) if (!kept.has(bundle)) changed.set(bundle.uri, undefined);
    for (const uri of composition.owned) if (!before.composition.owned.has(uri)) plain(uri);
    for (const uri of before.composition.owned) if (!composition.owned.has(uri)) plain(uri);
  }
  // What a composition holds does not stand for itself.
  for (const uri of updates.keys()) if (!composition.owned.has(uri)) plain(uri);
  for (const bundle of composition.bundles) {
    if (before.bundles.get(bundle.uri) !== bundle) changed.set(bundle.uri, bundle);
  }
  return changed;
}

/** True when no object was added, removed or renamed: then no set gains or loses a bundle. */
function keepsPartition(
  before: ReadonlyMap<string, Bundle>,
  changed: ReadonlyMap<string, Bundle | undefined>,
): boolean {
  for (const [uri, after] of changed) {
    const was = before.get(uri);
    if (!was && !after) continue;
    if (!was || !after || was.identities.size !== after.identities.size) return false;
    for (const identity of was.identities) if (!after.identities.has(identity)) return false;
  }
  return true;
}

function repartitioned(
  before: State,
  roots: readonly string[],
  hints: PartitionHints,
  bundles: ReadonlyMap<string, Bundle>,
  changed: ReadonlyMap<string, Bundle | undefined>,
  changes: SetChange[],
): ManifestSet[] {
  const old = new Map(before.sets.map((set) => [set.id, set]));
  return partition(roots, [...bundles.values()], hints).map((plan) => {
    const members = new Set(plan.bundles);
    const was = old.get(plan.root);
    if (was && was.name === plan.name && differOnlyIn(was.bundles, members, changed)) {
      return updatedSet(was, members, before.bundles, bundles, changed, changes);
    }
    const set = setOf(plan, bundles);
    changes.push({ set, refreshed: undefined });
    return set;
  });
}

/** The set with the changed bundles taken over; the same object when none of them is in it. */
function updatedSet(
  set: ManifestSet,
  members: ReadonlySet<string>,
  before: ReadonlyMap<string, Bundle>,
  bundles: ReadonlyMap<string, Bundle>,
  changed: ReadonlyMap<string, Bundle | undefined>,
  changes: SetChange[],
): ManifestSet {
  const replaced: ReplacedBundle[] = [];
  let sameFiles = true;
  for (const [uri, after] of changed) {
    const was = set.bundles.has(uri) ? before.get(uri) : undefined;
    const is = members.has(uri) ? after : undefined;
    if (!was && !is) continue;
    sameFiles &&= was?.files.join() === is?.files.join() && was?.partial === is?.partial;
    replaced.push({ uri, before: was?.resources ?? [], after: is?.resources ?? [] });
  }
  if (replaced.length === 0) return set;
  const { index, change } = set.index.replace(replaced);
  const next = sameFiles
    ? { ...set, index }
    : makeSet(
        set.id,
        [...members].sort().flatMap((uri) => bundles.get(uri) ?? []),
        index,
        set.name,
      );
  changes.push({ set: next, refreshed: change });
  return next;
}

const setOf = (plan: SetPlan, bundles: ReadonlyMap<string, Bundle>): ManifestSet =>
  makeSet(
    plan.root,
    [...plan.bundles].sort().map((uri) => bundles.get(uri)!),
    undefined,
    plan.name,
  );

function differOnlyIn(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  changed: ReadonlyMap<string, unknown>,
): boolean {
  for (const uri of before) if (!after.has(uri) && !changed.has(uri)) return false;
  for (const uri of after) if (!before.has(uri) && !changed.has(uri)) return false;
  return true;
}

/**
 * Findings of a snapshot, kept up to date by re-running only what an edit can change. A unit is one rule on one object in one set; it
 * remembers the buckets that it looked at.
 */
import { isKustomizationUri } from '../kustomize/kustomization';
import { type KindId, kindById } from '../model/kinds';
import type { Resource } from '../model/resource';
import type { Counters, ManifestDocument, SourceFile } from '../model/source-file';
import { isBroken } from '../model/workload';
import { type AbsentObject, mayExist } from '../platform/externals';
import {
  type CompositionRule,
  type DocumentRule,
  isResourceRule,
  type Lookups,
  type Report,
  type ResourceRule,
  type Rule,
  type RuleContext,
} from '../rules/define';
import { type Finding, toFinding } from '../rules/finding';
import { type BucketKey, bucketKey, type IndexChange } from './index';
import { type ManifestSet, namespaceOf } from './manifest-set';
import type { SetChange, Snapshot } from './snapshot';
import { type Trail, Trails } from './trails';

export interface AnalysisOptions {
  /** Only these findings are wanted: nothing is remembered of what rules looked at, and every update runs all of them again. */
  readonly once?: boolean | undefined;
  readonly counters?: Counters;
  /** Called when a rule throws: the others still report. */
  readonly onRuleError?: (rule: string, error: unknown) => void;
  /** Called at each lookup, for the test that compares it with the rule's declaration. */
  readonly onLookup?: (rule: string, kind: KindId) => void;
}

/** Something that a run looked at. */
type Sight = BucketKey | Derived;

interface Unit {
  readonly rule: ResourceRule;
  readonly resource: Resource;
  findings: readonly Finding[];
  /** What it looked at. */
  trail: Trail<Sight, Unit>;
}

const NOTHING: readonly Finding[] = [];

const UNRECORDED: Recorder = { bucket: () => {}, derived: () => {} };

type Compute = (lookups: Lookups, place: string) => unknown;

interface Derived {
  readonly compute: Compute;
  readonly place: string;
  value: unknown;
  /** False once something that it was made of changed. */
  current: boolean;
  reads: ReadonlyMap<BucketKey, KindId>;
}

interface Recorder {
  bucket(kind: KindId, key: BucketKey): void;
  derived(derived: Derived): void;
}

class SetState {
  set: ManifestSet;
  readonly units = new Map<Resource, Unit[]>();
  /** Objects whose rules are still to be run. */
  readonly pending = new Set<Resource>();
  readonly trails = new Trails<Sight, Unit>();
  readonly derived = new Map<Compute, Map<string, Derived>>();
  readonly derivedFrom = new Map<BucketKey, Set<Derived>>();
  /** Units with findings, by the file that the finding is in. */
  readonly byUri = new Map<string, Set<Unit>>();
  context: RuleContext | undefined;
  /** The run that is on, what it found and where it looked. */
  rule: ResourceRule | undefined;
  resource: Resource | undefined;
  findings: Finding[] | undefined;
  trail: Trail<Sight, Unit> = this.trails.start;

  constructor(set: ManifestSet) {
    this.set = set;
  }
}

export class Analysis {
  readonly #rules: readonly ResourceRule[];
  readonly #documentRules: readonly DocumentRule[];
  readonly #compositionRules: ReadonlyMap<string, CompositionRule>;
  readonly #rulesByKind = new Map<KindId, ResourceRule[]>();
  readonly #ruleIds: ReadonlySet<string>;
  readonly #options: AnalysisOptions;
  readonly #states = new Map<string, SetState>();
  readonly #documents = new WeakMap<ManifestDocument, readonly Finding[]>();
  #snapshot: Snapshot;

  constructor(snapshot: Snapshot, rules: readonly Rule[], options: AnalysisOptions = {}) {
    this.#snapshot = snapshot;
    this.#options = options;
    this.#ruleIds = new Set(rules.map((rule) => rule.id));
    this.#rules = rules.filter(isResourceRule);
    this.#documentRules = rules.filter((rule): rule is DocumentRule => rule.on === 'document');
    this.#compositionRules = new Map(
      rules.filter((rule): rule is CompositionRule => rule.on === 'composition').map((rule) => [rule.id, rule]),
    );
    for (const rule of this.#rules) {
      for (const kind of rule.on) {
        const list = this.#rulesByKind.get(kind);
        if (list) list.push(rule);
        else this.#rulesByKind.set(kind, [rule]);
      }
    }
    for (const set of snapshot.sets) this.#rebuild(set);
  }

  get ruleIds(): ReadonlySet<string> {
    return this.#ruleIds;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /**
   * Moves to the next snapshot.
   * @param later true: the rules of new objects wait for {@link catchUp}
   * @returns URIs whose findings may differ from before; the files that were themselves replaced are the caller's to add.
   */
  update(snapshot: Snapshot, changes: readonly SetChange[], later = false): ReadonlySet<string> {
    const touched = new Set<string>();
    if (snapshot.problems !== this.#snapshot.problems) {
      for (const { problems } of [this.#snapshot, snapshot]) for (const uri of problems.keys()) touched.add(uri);
    }
    this.#snapshot = snapshot;
    const alive = new Set(snapshot.sets.map((set) => set.id));
    for (const [id, state] of this.#states) {
      if (alive.has(id)) continue;
      for (const uri of state.set.files) touched.add(uri);
      this.#states.delete(id);
    }
    for (const { set, refreshed } of changes) {
      const state = this.#states.get(set.id);
      if (!state || !refreshed || this.#options.once || state.set.partial !== set.partial) {
        for (const uri of state?.set.files ?? []) touched.add(uri);
        for (const uri of set.files) touched.add(uri);
        this.#rebuild(set, later);
      } else {
        this.#refresh(state, set, refreshed, touched, later);
      }
    }
    return touched;
  }

  /** Findings of one file, over all sets that hold it, ordered by place, rule and message; doubles are reported once. */
  findingsOf(file: SourceFile): readonly Finding[] {
    // Nothing is spread into arguments: a hostile text has more findings than the stack has room for.
    const found = file.documents.flatMap(({ document }) => this.#documentFindings(document));
    for (const finding of this.#compositionFindings(file)) found.push(finding);
    for (const state of this.#states.values()) {
      for (const unit of state.byUri.get(file.uri) ?? []) {
        for (const finding of unit.findings) if (finding.document.uri === file.uri) found.push(finding);
      }
    }
    return found;
  }

  #documentFindings(document: ManifestDocument): readonly Finding[] {
    let findings = this.#documents.get(document);
    if (!findings) {
      const list: Finding[] = [];
      if (document.relevance !== 'foreign' || isKustomizationUri(document.uri)) {
        for (const rule of this.#documentRules) {
          this.#guard(rule.id, () =>
            rule.check(document, (report) => list.push(toFinding(rule.id, rule.severity, document, report))),
          );
        }
      }
      findings = list;
      this.#documents.set(document, findings);
    }
    return findings;
  }

  #compositionFindings(file: SourceFile): Finding[] {
    const found: Finding[] = [];
    for (const problem of this.#snapshot.problems.get(file.uri) ?? []) {
      const rule = this.#compositionRules.get(problem.rule);
      if (!rule) continue;
      this.#guard(rule.id, () =>
        rule.check(problem, (report) => found.push(toFinding(rule.id, rule.severity, problem.document, report))),
      );
    }
    return found;
  }

  /**
   * Runs what was put off, so many objects between two steps; updates may come in between. Until the end the findings are right but not all.
   * @returns URIs whose findings were added to
   */
  *catchUp(objects: number): Generator<undefined, ReadonlySet<string>> {
    const touched = new Set<string>();
    let left = objects;
    for (let state = this.#behind(); state; state = this.#behind()) {
      for (const resource of state.pending) {
        state.pending.delete(resource);
        for (const unit of this.#addUnits(state, resource)) nameFiles(unit, touched);
        if (--left > 0) continue;
        left = objects;
        yield;
        if (this.#states.get(state.set.id) !== state) break;
      }
    }
    return touched;
  }

  #behind(): SetState | undefined {
    for (const state of this.#states.values()) if (state.pending.size > 0) return state;
    return undefined;
  }

  #rebuild(set: ManifestSet, later = false): void {
    const state = new SetState(set);
    this.#states.set(set.id, state);
    for (const kind of this.#rulesByKind.keys()) {
      for (const resource of set.index.bucket(bucketKey(kind))) {
        if (later) state.pending.add(resource);
        else this.#addUnits(state, resource);
      }
    }
  }

  #refresh(
    state: SetState,
    set: ManifestSet,
    { changed, added, removed }: IndexChange,
    touched: Set<string>,
    later: boolean,
  ): void {
    state.set = set;
    const dirty = new Set<Unit>();
    for (const derived of this.#changedValues(state, changed)) state.trails.collect(derived, dirty);
    // Before units are added: those see the new set from the start.
    for (const key of changed) state.trails.collect(key, dirty);
    for (const resource of removed) {
      for (const unit of state.units.get(resource) ?? []) {
        forget(state, unit, touched);
        dirty.delete(unit);
      }
      state.units.delete(resource);
      state.pending.delete(resource);
    }
    for (const resource of added) {
      if (later) state.pending.add(resource);
      else for (const unit of this.#addUnits(state, resource)) nameFiles(unit, touched);
    }
    for (const unit of dirty) {
      forget(state, unit, touched);
      this.#run(state, unit.rule, unit.resource);
      unit.resource.settle();
      remember(state, unit);
      nameFiles(unit, touched);
    }
  }

  /** Derived values that are others than before, computed anew where someone uses them. */
  #changedValues(state: SetState, changed: ReadonlySet<BucketKey>): Derived[] {
    const before = new Map<Derived, unknown>();
    for (const key of changed) {
      for (const derived of state.derivedFrom.get(key) ?? []) {
        if (!derived.current) continue;
        derived.current = false;
        before.set(derived, derived.value);
      }
    }
    const users = new Set<Unit>();
    return [...before].flatMap(([derived, value]) => {
      users.clear();
      state.trails.collect(derived, users);
      if (users.size === 0) return [];
      try {
        this.#derive(state, derived.compute, derived.place);
      } catch {
        // Its users run into the same error, and say so.
        return [derived];
      }
      return derived.value === value ? [] : [derived];
    });
  }

  /** Runs the rules on a new object. What neither looked nor found anything can never change, so it leaves no unit. */
  #addUnits(state: SetState, resource: Resource): readonly Unit[] {
    const units: Unit[] = [];
    for (const rule of this.#rulesByKind.get(resource.kind) ?? []) {
      this.#run(state, rule, resource);
      if (!state.findings && (this.#options.once || state.trail === state.trails.start)) continue;
      const unit: Unit = { rule, resource, findings: NOTHING, trail: state.trail };
      remember(state, unit);
      units.push(unit);
    }
    resource.settle();
    if (units.length > 0 && !this.#options.once) state.units.set(resource, units.slice());
    return units;
  }

  #run(state: SetState, rule: ResourceRule, resource: Resource): void {
    if (this.#options.counters) this.#options.counters.rulesRun++;
    state.context ??= this.#context(state);
    state.rule = rule;
    state.resource = resource;
    state.findings = undefined;
    state.trail = state.trails.start;
    try {
      rule.check(resource, state.context);
    } catch (error) {
      this.#options.onRuleError?.(rule.id, error);
    }
  }

  /** One context serves all runs in a set, since a run is over before the next one begins. */
  #context(state: SetState): RuleContext {
    const { onLookup, once } = this.#options;
    return {
      ...this.#lookups(
        state,
        once
          ? UNRECORDED
          : {
              bucket: (kind, key) => {
                onLookup?.(state.rule!.id, kind);
                state.trail = state.trail.to(key);
              },
              derived: (derived) => {
                if (onLookup) for (const kind of derived.reads.values()) onLookup(state.rule!.id, kind);
                state.trail = state.trail.to(derived);
              },
            },
      ),
      report: (report) => {
        const { rule, resource } = state;
        if (this.#isInCluster(state, report)) return;
        const found = toFinding(rule!.id, rule!.severity, resource!.document, report);
        const finding = rule!.fromAbsence && state.set.partial ? softened(found) : found;
        state.findings ??= [];
        // The tree of a text that cannot be read is a guess: an edit that rests on it could ruin more.
        if (isBroken(resource!)) state.findings.push({ ...finding, fixes: [] });
        else state.findings.push(resource!.bundle === resource!.uri ? finding : withOwnFixes(finding));
      },
    };
  }

  /** The user says that what the rule misses is there, or may be. */
  #isInCluster({ rule, trail }: SetState, { absent }: Report): boolean {
    const { platform } = this.#snapshot;
    if (platform.externals.length === 0) return false;
    const missed = absent ? [absent].flat() : rule?.fromAbsence ? lookedInto(trail) : [];
    return missed.some((each) => mayExist(platform, each));
  }

  #lookups(state: SetState, record: Recorder): Lookups {
    const look = (kind: KindId, namespace?: string) => {
      const key = bucketKey(kind, namespace);
      record.bucket(kind, key);
      return state.set.index.bucket(key);
    };
    const derive = (compute: Compute, place: string) => {
      const derived = this.#derive(state, compute, place);
      record.derived(derived);
      return derived.value;
    };
    return {
      platform: this.#snapshot.platform,
      inNamespace: look,
      all: (kind) => look(kind),
      find: (kind, namespace, name) => look(kind, namespace).find((other) => other.name === name),
      cluster: (kind, name) => look(kind, name)[0],
      namespaceOf,
      derive: <T>(compute: (lookups: Lookups) => T) => derive(compute, '') as T,
      deriveFor: <T>(place: string, compute: (lookups: Lookups, place: string) => T) => derive(compute, place) as T,
    };
  }

  #derive(state: SetState, compute: Compute, place: string): Derived {
    let places = state.derived.get(compute);
    if (!places) {
      places = new Map();
      state.derived.set(compute, places);
    }
    const known = places.get(place);
    if (known?.current) return known;
    const reads = new Map<BucketKey, KindId>();
    const value = compute(
      this.#lookups(state, {
        bucket: (kind, key) => reads.set(key, kind),
        derived: (inner) => {
          for (const [key, kind] of inner.reads) reads.set(key, kind);
        },
      }),
      place,
    );
    const derived = known ?? { compute, place, value, current: true, reads };
    for (const key of derived.reads.keys()) if (!reads.has(key)) state.derivedFrom.get(key)?.delete(derived);
    for (const key of reads.keys()) addTo(state.derivedFrom, key, derived);
    if (!isSame(derived.value, value)) derived.value = value;
    derived.reads = reads;
    derived.current = true;
    places.set(place, derived);
    return derived;
  }

  #guard(rule: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.onRuleError?.(rule, error);
    }
  }
}

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]));

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

/** Kinds and namespaces of the buckets that a run looked into; that a namespace is in no file is not what such rules conclude from. */
function lookedInto(trail: Trail<Sight, Unit>): AbsentObject[] {
  const keys = new Set<BucketKey>();
  for (const sight of trail.sights()) {
    if (typeof sight === 'string') keys.add(sight);
    else for (const key of sight.reads.keys()) keys.add(key);
  }
  return [...keys].flatMap((key) => {
    const [kind, place] = key.split(' ') as [KindId, string | undefined];
    if (kind === 'Namespace') return [];
    return [kindById(kind).clusterScoped ? { kind, name: place } : { kind, namespace: place }];
  });
}

/** Takes over what the run that just ended did. */
function remember(state: SetState, unit: Unit): void {
  unit.findings = state.findings ?? NOTHING;
  unit.trail = state.trail;
  unit.trail.add(unit);
  for (const finding of unit.findings) addTo(state.byUri, finding.document.uri, unit);
}

function forget(state: SetState, unit: Unit, touched: Set<string>): void {
  nameFiles(unit, touched);
  unit.trail.delete(unit);
  for (const finding of unit.findings) state.byUri.get(finding.document.uri)?.delete(unit);
}

function nameFiles(unit: Unit, uris: Set<string>): void {
  for (const finding of unit.findings) uris.add(finding.document.uri);
}

/** What is not in the files may be in the part that nobody sees. */
const softened = (finding: Finding): Finding =>
  finding.severity === 'hint' ? finding : { ...finding, severity: 'information' };

/** Of a composed object's fixes those that change nothing but the object's own text. */
const withOwnFixes = (finding: Finding): Finding => ({
  ...finding,
  fixes: finding.fixes.filter((fix) => {
    const edits = fix.edits();
    return edits.length > 0 && edits.every((edit) => edit.span.origin === undefined);
  }),
});

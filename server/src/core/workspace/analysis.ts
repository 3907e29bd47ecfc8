/**
 * Findings of a snapshot, kept up to date by re-running only what an edit can change. A unit is one rule on one object in one set; it
 * remembers the buckets that it looked at.
 */
import type { KindId } from '../model/kinds';
import type { Resource } from '../model/resource';
import type { Counters, ManifestDocument, SourceFile } from '../model/source-file';
import {
  type CompositionRule,
  type DocumentRule,
  isResourceRule,
  type Lookups,
  type ResourceRule,
  type Rule,
  type RuleContext,
} from '../rules/define';
import { type Finding, toFinding } from '../rules/finding';
import { type Bucket, type BucketKey, bucketKey } from './index';
import { type ManifestSet, namespaceOf } from './manifest-set';
import type { SetChange, Snapshot } from './snapshot';

export interface AnalysisOptions {
  readonly counters?: Counters;
  /** Called when a rule throws: the others still report. */
  readonly onRuleError?: (rule: string, error: unknown) => void;
  /** Called at each lookup, for the test that compares it with the rule's declaration. */
  readonly onLookup?: (rule: string, kind: KindId) => void;
}

interface Unit {
  readonly rule: ResourceRule;
  readonly resource: Resource;
  findings: readonly Finding[];
  reads: ReadonlySet<BucketKey>;
  /** Users of the derived values that it used, itself among them. */
  derived: ReadonlySet<Set<Unit>>;
}

/** What one run of a rule did. */
interface Run {
  readonly rule: ResourceRule;
  readonly resource: Resource;
  readonly findings: Finding[];
  reads: Set<BucketKey> | undefined;
  derived: Set<Set<Unit>> | undefined;
}

const NOTHING: readonly Finding[] = [];
const NO_READS: ReadonlySet<never> = new Set();

interface Derived<T> {
  readonly value: T;
  readonly reads: Map<BucketKey, { readonly kind: KindId; readonly bucket: Bucket }>;
  /** Units that used it, perhaps some that are gone. */
  readonly units: Set<Unit>;
}

type Compute = (lookups: Lookups) => unknown;

interface Recorder {
  bucket(kind: KindId, key: BucketKey): void;
  derived(derived: Derived<unknown>): void;
}

class SetState {
  set: ManifestSet;
  readonly units = new Map<Resource, Unit[]>();
  readonly readers = new Map<BucketKey, Set<Unit>>();
  readonly derived = new Map<Compute, Derived<unknown>>();
  /** Units with findings, by the file that the finding is in. */
  readonly byUri = new Map<string, Set<Unit>>();
  context: RuleContext | undefined;
  /** The run that is on. */
  run: Run | undefined;

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
   * @returns URIs whose findings may differ from before; the files that were themselves replaced are the caller's to add.
   */
  update(snapshot: Snapshot, changes: readonly SetChange[]): ReadonlySet<string> {
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
    for (const { set, changed } of changes) {
      const state = this.#states.get(set.id);
      if (!state || changed === undefined) {
        for (const uri of state?.set.files ?? []) touched.add(uri);
        for (const uri of set.files) touched.add(uri);
        this.#rebuild(set);
      } else {
        this.#refresh(state, set, changed, touched);
      }
    }
    return touched;
  }

  /** Findings of one file, over all sets that hold it, ordered by place, rule and message; doubles are reported once. */
  findingsOf(file: SourceFile): readonly Finding[] {
    const found: Finding[] = [];
    for (const { document } of file.documents) found.push(...this.#documentFindings(document));
    found.push(...this.#compositionFindings(file));
    for (const state of this.#states.values()) {
      for (const unit of state.byUri.get(file.uri) ?? []) {
        found.push(...unit.findings.filter((finding) => finding.document.uri === file.uri));
      }
    }
    return found;
  }

  #documentFindings(document: ManifestDocument): readonly Finding[] {
    let findings = this.#documents.get(document);
    if (!findings) {
      const list: Finding[] = [];
      if (document.relevance !== 'foreign') {
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

  #rebuild(set: ManifestSet): void {
    const state = new SetState(set);
    this.#states.set(set.id, state);
    for (const kind of this.#rulesByKind.keys()) {
      for (const resource of set.index.bucket(bucketKey(kind))) this.#addUnits(state, resource);
    }
  }

  #refresh(state: SetState, set: ManifestSet, changed: ReadonlySet<BucketKey>, touched: Set<string>): void {
    const previous = state.set;
    state.set = set;
    const dirty = new Set<Unit>();
    for (const [compute, derived] of state.derived) {
      if (isCurrent(state, derived)) continue;
      const after = this.#derive(state, compute);
      if (after.value !== derived.value) for (const unit of derived.units) dirty.add(unit);
    }
    // Before units are added: those see the new set from the start.
    for (const key of changed) for (const unit of state.readers.get(key) ?? []) dirty.add(unit);
    for (const key of changed) {
      if (key.includes(' ')) continue;
      const now = set.index.bucket(key);
      const nowSet = new Set(now);
      const before = new Set(previous.index.bucket(key));
      for (const resource of before) {
        if (nowSet.has(resource)) continue;
        for (const unit of state.units.get(resource) ?? []) {
          this.#forget(state, unit, touched);
          dirty.delete(unit);
        }
        state.units.delete(resource);
      }
      for (const resource of now) {
        if (before.has(resource)) continue;
        for (const unit of this.#addUnits(state, resource)) nameFiles(unit, touched);
      }
    }
    for (const unit of dirty) {
      if (!state.units.get(unit.resource)?.includes(unit)) continue;
      this.#forget(state, unit, touched);
      remember(state, unit, this.#run(state, unit.rule, unit.resource));
      nameFiles(unit, touched);
    }
  }

  /** Runs the rules on a new object. What neither looked nor found anything can never change, so it leaves no unit. */
  #addUnits(state: SetState, resource: Resource): readonly Unit[] {
    const units: Unit[] = [];
    for (const rule of this.#rulesByKind.get(resource.kind) ?? []) {
      const run = this.#run(state, rule, resource);
      if (run.findings.length === 0 && !run.reads && !run.derived) continue;
      const unit: Unit = { rule, resource, findings: NOTHING, reads: NO_READS, derived: NO_READS };
      remember(state, unit, run);
      units.push(unit);
    }
    if (units.length > 0) state.units.set(resource, units);
    return units;
  }

  #forget(state: SetState, unit: Unit, touched: Set<string>): void {
    nameFiles(unit, touched);
    for (const key of unit.reads) state.readers.get(key)?.delete(unit);
    for (const derived of unit.derived) derived.delete(unit);
    for (const finding of unit.findings) state.byUri.get(finding.document.uri)?.delete(unit);
  }

  #run(state: SetState, rule: ResourceRule, resource: Resource): Run {
    if (this.#options.counters) this.#options.counters.rulesRun++;
    const run: Run = { rule, resource, findings: [], reads: undefined, derived: undefined };
    state.context ??= this.#context(state);
    state.run = run;
    try {
      rule.check(resource, state.context);
    } catch (error) {
      this.#options.onRuleError?.(rule.id, error);
    }
    return run;
  }

  /** One context serves all runs in a set, since a run is over before the next one begins. */
  #context(state: SetState): RuleContext {
    const { onLookup } = this.#options;
    return {
      ...this.#lookups(state, {
        bucket: (kind, key) => {
          const run = state.run!;
          onLookup?.(run.rule.id, kind);
          run.reads ??= new Set();
          run.reads.add(key);
        },
        derived: (derived) => {
          const run = state.run!;
          if (onLookup) for (const { kind } of derived.reads.values()) onLookup(run.rule.id, kind);
          run.derived ??= new Set();
          run.derived.add(derived.units);
        },
      }),
      report: (report) => {
        const { rule, resource, findings } = state.run!;
        const finding = toFinding(rule.id, rule.severity, resource.document, report);
        findings.push(resource.bundle === resource.uri ? finding : withOwnFixes(finding));
      },
    };
  }

  #lookups(state: SetState, record: Recorder): Lookups {
    const look = (kind: KindId, namespace?: string) => {
      const key = bucketKey(kind, namespace);
      record.bucket(kind, key);
      return state.set.index.bucket(key);
    };
    return {
      platform: this.#snapshot.platform,
      inNamespace: look,
      all: (kind) => look(kind),
      find: (kind, namespace, name) => look(kind, namespace).find((other) => other.name === name),
      cluster: (kind, name) => look(kind, name)[0],
      namespaceOf,
      derive: (compute) => {
        const derived = this.#derive(state, compute);
        record.derived(derived);
        return derived.value;
      },
    };
  }

  #derive<T>(state: SetState, compute: (lookups: Lookups) => T): Derived<T> {
    const known = state.derived.get(compute) as Derived<T> | undefined;
    if (known && isCurrent(state, known)) return known;
    const reads: Derived<T>['reads'] = new Map();
    const value = compute(
      this.#lookups(state, {
        bucket: (kind, key) => reads.set(key, { kind, bucket: state.set.index.bucket(key) }),
        derived: (inner) => {
          for (const [key, read] of inner.reads) reads.set(key, read);
        },
      }),
    );
    const derived: Derived<T> = {
      value: known && isSame(known.value, value) ? known.value : value,
      reads,
      units: known?.units ?? new Set(),
    };
    state.derived.set(compute, derived as Derived<unknown>);
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

/** A derived value is good as long as every bucket that it was made of is the same. */
const isCurrent = (state: SetState, derived: Derived<unknown>): boolean =>
  [...derived.reads].every(([key, read]) => state.set.index.bucket(key) === read.bucket);

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]));

function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

function remember(state: SetState, unit: Unit, run: Run): void {
  unit.findings = run.findings.length > 0 ? run.findings : NOTHING;
  unit.reads = run.reads ?? NO_READS;
  unit.derived = run.derived ?? NO_READS;
  for (const key of unit.reads) addTo(state.readers, key, unit);
  for (const derived of unit.derived) derived.add(unit);
  for (const finding of unit.findings) addTo(state.byUri, finding.document.uri, unit);
}

function nameFiles(unit: Unit, uris: Set<string>): void {
  for (const finding of unit.findings) uris.add(finding.document.uri);
}

/** Of a composed object's fixes those that change nothing but the object's own text. */
const withOwnFixes = (finding: Finding): Finding => ({
  ...finding,
  fixes: finding.fixes.filter((fix) => {
    const edits = fix.edits();
    return edits.length > 0 && edits.every((edit) => edit.span.origin === undefined);
  }),
});

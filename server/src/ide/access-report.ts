/** One service as the panel shows it, with what a "what if" would change. */
import {
  type AccessRow,
  changePolicies,
  evaluateAccess,
  type ManifestSet,
  type Place,
  type PolicyActionChange,
  placeOf,
  readAuthorizationPolicy,
  type ServiceAccess,
  type Snapshot,
} from '../core';
import { type AccessAnswers, requestRows } from './access-answers';
import { type AccessTable, type CallerRows, type PlacedReason, tableOf } from './access-table';
import { STRANGER } from './access-words';
import { objectPlace } from './places';

export interface ServiceQuery {
  readonly namespace: string;
  readonly name: string;
  readonly set?: string;
}

export interface WhatIf {
  readonly callers?: readonly string[];
  readonly activator?: 'on' | 'off';
  readonly policies?: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly change: 'ALLOW' | 'DENY' | 'remove';
  }[];
}

export interface ServiceEntry {
  readonly namespace: string;
  readonly name: string;
  readonly set: string;
  readonly setLabel: string;
  readonly place: Place | undefined;
}

export interface PolicyEntry {
  readonly namespace: string;
  readonly name: string;
  readonly action: string | undefined;
  readonly place: Place | undefined;
}

export interface ServiceReport extends AccessTable {
  readonly service: ServiceEntry;
  readonly summary: string;
  readonly sets: readonly { readonly set: string; readonly label: string; readonly summary: string }[];
  readonly mode: ServiceAccess['mode'];
  readonly activator: PlacedReason | undefined;
  readonly policies: readonly PolicyEntry[];
  readonly problems: readonly string[];
}

/** Every named InferenceService of every set. */
export function serviceEntries(answers: AccessAnswers, snapshot: Snapshot): ServiceEntry[] {
  return snapshot.sets.flatMap((set) => setEntries(answers, snapshot, set).map(({ entry }) => entry));
}

/** Those of one set, in order of files, with what is known of who gets in. */
export function setEntries(
  answers: AccessAnswers,
  snapshot: Snapshot,
  set: ManifestSet,
): { readonly entry: ServiceEntry; readonly access: ServiceAccess }[] {
  return answers
    .servicesIn(snapshot, set)
    .filter(({ name }) => name !== '')
    .map((access) => ({ entry: entryOf(snapshot, set, access), access }));
}

const entryOf = (snapshot: Snapshot, set: ManifestSet, access: ServiceAccess): ServiceEntry => ({
  namespace: access.namespace,
  name: access.name,
  set: set.id,
  setLabel: snapshot.sets.length > 1 ? setLabel(snapshot, set) : '',
  place: objectPlace(snapshot, access.resource),
});

/** A set's name, or its folder relative to the workspace folder that holds it. */
export function setLabel({ roots }: Snapshot, { id, name }: ManifestSet): string {
  if (name !== undefined) return name;
  const root = roots.find((each) => id.startsWith(each));
  const path = root === undefined ? id : id.slice(root.length);
  // The workspace folder itself goes by its name.
  return decodeURIComponent((path || id.split('/').at(-2) || id).replace(/\/$/, ''));
}

/** @returns `undefined` when no set has such a service. */
export function serviceReport(
  answers: AccessAnswers,
  snapshot: Snapshot,
  query: ServiceQuery,
  whatIf: WhatIf = {},
): ServiceReport | undefined {
  const found = snapshot.sets.flatMap((set) => {
    const access = accessIn(answers, snapshot, set, query);
    return access ? [{ set, access }] : [];
  });
  const chosen = found.find(({ set }) => set.id === query.set) ?? found[0];
  if (!chosen) return undefined;
  const { set, access } = chosen;
  const thought = think(answers, snapshot, set, access, whatIf);
  const reason = access.activator?.reason;
  return {
    ...tableOf(thought.rows, access.namespace, thought.placeOf),
    service: entryOf(snapshot, set, access),
    summary: answers.lineOf(snapshot, set, access),
    sets:
      found.length > 1
        ? found.map((each) => ({
            set: each.set.id,
            label: setLabel(snapshot, each.set),
            summary: answers.lineOf(snapshot, each.set, each.access),
          }))
        : [],
    mode: access.mode,
    activator: reason && { text: reason.text, place: placeOf(snapshot, reason) },
    policies: policiesBefore(snapshot, set, access),
    problems: thought.problems,
  };
}

const accessIn = (answers: AccessAnswers, snapshot: Snapshot, set: ManifestSet, { namespace, name }: ServiceQuery) =>
  answers.servicesIn(snapshot, set).find((each) => each.namespace === namespace && each.name === name);

/** Policies of the namespaces that a request may pass through. */
function policiesBefore(snapshot: Snapshot, set: ManifestSet, access: ServiceAccess): PolicyEntry[] {
  const { rootNamespace, knativeNamespace, gatewayNamespace } = snapshot.platform;
  const namespaces = new Set([access.namespace, rootNamespace, knativeNamespace, gatewayNamespace]);
  return set.index
    .bucket('AuthorizationPolicy')
    .filter((policy) => policy.name !== undefined && namespaces.has(policy.namespace ?? 'default'))
    .map((policy) => ({
      namespace: policy.namespace ?? 'default',
      name: policy.name ?? '',
      action: policy.read(readAuthorizationPolicy).action,
      place: objectPlace(snapshot, policy),
    }));
}

interface Thought {
  readonly rows: readonly CallerRows[];
  readonly placeOf: (reason: Parameters<typeof placeOf>[1]) => Place | undefined;
  readonly problems: readonly string[];
}

const CALLER = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/;
const ACTIONS = { ALLOW: 'ALLOW', DENY: 'DENY', remove: 'AUDIT' } as const;

function think(
  answers: AccessAnswers,
  snapshot: Snapshot,
  set: ManifestSet,
  access: ServiceAccess,
  whatIf: WhatIf,
): Thought {
  const problems: string[] = [];
  const wanted = (whatIf.policies ?? []).map(
    ({ namespace, name, change }): PolicyActionChange => ({ namespace, name, action: ACTIONS[change] }),
  );
  const changed = changePolicies(snapshot, set, wanted);
  for (const { namespace, name } of changed.refused)
    problems.push(
      `AuthorizationPolicy ${namespace}/${name} cannot be changed in thought: it is templated, patched by a kustomization, or gone.`,
    );
  const other = wanted.length > 0 ? new Answers(changed.snapshot, changed.set, access) : undefined;
  const forced = forcedState(access, whatIf, problems);
  const added = (whatIf.callers ?? []).flatMap((name) => {
    if (CALLER.test(name)) return [`mesh:${name}`];
    problems.push(`"${name}" is no caller: write namespace or namespace/serviceaccount, in lower case.`);
    return [];
  });

  const before = new Map<string, readonly AccessRow[]>();
  for (const row of access.rows) before.set(row.caller, [...(before.get(row.caller) ?? []), row]);
  before.set(`mesh:${STRANGER}`, answers.strangerTo(snapshot, set, access));
  for (const caller of added) if (!before.has(caller)) before.set(caller, requestRows(snapshot, set, access, caller));

  const thinks = other !== undefined || forced !== undefined;
  const rows = callersInOrder(before).map((caller): CallerRows => {
    const was = before.get(caller)!;
    if (!thinks) return { caller, rows: was };
    const now = other ? other.rowsOf(caller) : was;
    return {
      caller,
      before: was,
      rows: forced
        ? inState(now, forced, () => requestRows(changed.snapshot, changed.set, access, caller, forced))
        : now,
    };
  });
  return { rows, placeOf: changed.placeOf, problems };
}

/** Mesh callers first, strangers after those that have a name. */
function callersInOrder(rows: ReadonlyMap<string, unknown>): string[] {
  const callers = [...rows.keys()];
  const stranger = `mesh:${STRANGER}`;
  const mesh = callers.filter((caller) => caller.startsWith('mesh:') && caller !== stranger);
  return [...mesh, stranger, ...callers.filter((caller) => !caller.startsWith('mesh:'))];
}

function forcedState(access: ServiceAccess, { activator }: WhatIf, problems: string[]): 'on' | 'off' | undefined {
  if (!activator || access.mode === 'Knative') return activator;
  problems.push(`${access.mode} mode: no activator stands before this model.`);
  return undefined;
}

const inState = (
  rows: readonly AccessRow[],
  state: 'on' | 'off',
  ask: () => readonly AccessRow[],
): readonly AccessRow[] => {
  const found = rows.filter(({ activator }) => activator === state);
  return found.length > 0 ? found : ask();
};

/** The service in a changed snapshot, where it need not be remembered. */
class Answers {
  readonly #snapshot: Snapshot;
  readonly #set: ManifestSet;
  readonly #access: ServiceAccess;
  readonly #byCaller = new Map<string, AccessRow[]>();

  constructor(snapshot: Snapshot, set: ManifestSet, access: ServiceAccess) {
    this.#snapshot = snapshot;
    this.#set = set;
    this.#access = access;
    const same = evaluateAccess(snapshot, set).find(
      ({ namespace, name }) => namespace === access.namespace && name === access.name,
    );
    for (const row of same?.rows ?? []) {
      const rows = this.#byCaller.get(row.caller);
      if (rows) rows.push(row);
      else this.#byCaller.set(row.caller, [row]);
    }
  }

  rowsOf(caller: string): readonly AccessRow[] {
    return this.#byCaller.get(caller) ?? requestRows(this.#snapshot, this.#set, this.#access, caller);
  }
}

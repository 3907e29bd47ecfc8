/** Who is asked about: namespaces and accounts that the set knows, a pod without sidecar, and the outside. */
import { type AuthorizationPolicy, readAuthorizationPolicy, type Values } from '../../model/authorization-policy';
import type { Resource } from '../../model/resource';
import { podMetadataPath, WORKLOAD_KINDS } from '../../model/workload';
import { stringOf } from '../../yaml/node';
import {
  type Identity,
  matchesNamespace,
  matchesServiceAccount,
  matchesTrustDomain,
  principalTest,
  type TrustDomains,
} from '../identity';
import type { PathContext } from './context';
import { type SetView, sameItems } from './set-view';
import type { CallerName } from './types';

export type Caller =
  | { readonly kind: 'mesh'; readonly name: CallerName; readonly identity: Identity }
  | { readonly kind: 'non-mesh' | 'external'; readonly name: CallerName };

/** Stands for a namespace that no policy names. */
const SOME_NAMESPACE = 'default';

/**
 * The model's own namespace first, then the set's others and `default`; accounts only of namespaces where a policy in force tells
 * accounts apart.
 */
export function callersOf(context: PathContext): readonly Caller[] {
  const { view, model } = context;
  const { namespaces, accounts } = namedIn(context);
  const known = view.once('known callers', knownCallers);
  const own = meshCaller(view, model.namespace, undefined);
  // Nearly always: then services differ in nothing but who comes first.
  if (accounts.size === 0 && [...namespaces].every((name) => known.namespaces.has(name))) {
    return [own, ...known.callers.filter((caller) => caller !== own), NON_MESH, EXTERNAL];
  }
  const platform = platformPlaces(view);
  const others = new Set([...known.namespaces, ...namespaces]);
  others.delete(model.namespace);
  return [
    ...[model.namespace, ...[...others].filter((name) => !platform.has(name)).sort()].flatMap((namespace) => [
      meshCaller(view, namespace, undefined),
      ...[...(accounts.get(namespace) ?? [])].sort().map((account) => meshCaller(view, namespace, account)),
    ]),
    NON_MESH,
    EXTERNAL,
  ];
}

const NON_MESH: Caller = { kind: 'non-mesh', name: 'non-mesh' };
const EXTERNAL: Caller = { kind: 'external', name: 'external' };

/** Services share their callers. */
function meshCaller(view: SetView, namespace: string, account: string | undefined): Caller {
  const name = account === undefined ? `mesh:${namespace}` : `mesh:${namespace}/${account}`;
  const pool = view.once('callers', () => new Map<CallerName, Caller>());
  let caller = pool.get(name);
  if (!caller) {
    const identity = { trustDomain: view.platform.trustDomain, namespace, serviceAccount: account ?? 'default' };
    caller = { kind: 'mesh', name, identity };
    pool.set(name, caller);
  }
  return caller;
}

/** `mesh:ns/sa`, `ns/sa`, `ns`, `non-mesh` or `external` as a caller. */
export function parseCaller(view: SetView, text: string): Caller {
  if (text === 'non-mesh' || text === 'external') return { kind: text, name: text };
  const [namespace = '', account] = text.replace(/^mesh:/, '').split('/');
  return meshCaller(view, namespace, account);
}

/** Namespaces whose pods are the platform's own. */
function platformPlaces(view: SetView): ReadonlySet<string> {
  const { knativeNamespace, kserveNamespace, gatewayNamespace, rootNamespace } = view.platform;
  return new Set([
    knativeNamespace,
    kserveNamespace,
    gatewayNamespace,
    rootNamespace,
    'kube-system',
    'kube-public',
    'cert-manager',
  ]);
}

/** What services of a set have in common: its namespaces, and callers from all that are not the platform's. */
function knownCallers(view: SetView): {
  readonly namespaces: ReadonlySet<string>;
  readonly callers: readonly Caller[];
} {
  const namespaces = view.once('caller namespaces', callerNamespaces, sameItems);
  const platform = platformPlaces(view);
  const callers = namespaces.filter((name) => !platform.has(name)).map((name) => meshCaller(view, name, undefined));
  return { namespaces: new Set(namespaces), callers };
}

function callerNamespaces(view: SetView): readonly string[] {
  const found = new Set<string>([SOME_NAMESPACE]);
  for (const resource of view.all('Namespace')) if (resource.name !== undefined) found.add(resource.name);
  for (const kind of WORKLOAD_KINDS) for (const resource of view.all(kind)) found.add(resource.namespace ?? 'default');
  return [...found].sort();
}

interface Named {
  readonly namespaces: ReadonlySet<string>;
  /** Accounts by namespace; none when no policy asks for accounts. */
  readonly accounts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Namespaces and accounts that the policies on the paths name, with the accounts of the set's workloads where accounts are asked for. */
function namedIn(context: PathContext): Named {
  const namespaces = new Set<string>();
  const accounts = new Map<string, Set<string>>();
  const add = (namespace: string, account?: string) => {
    if (namespace.includes('*')) return;
    namespaces.add(namespace);
    if (account === undefined || account === 'default' || account.includes('*')) return;
    const known = accounts.get(namespace);
    if (known) known.add(account);
    else accounts.set(namespace, new Set([account]));
  };
  let asked = false;
  for (const policy of context.authorization) {
    for (const { field, values } of identityValues(policy.spec)) {
      if (field === 'principals' || field === 'serviceAccounts') asked = true;
      for (const { value } of values.items) {
        if (value === undefined || field === 'trustDomains') continue;
        if (field === 'namespaces') add(value);
        else if (field === 'serviceAccounts') add(...accountIn(value, policy.namespace));
        else {
          const [, namespace, account] = /^[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(value) ?? [];
          if (namespace) add(namespace, account);
        }
      }
    }
  }
  if (asked) {
    for (const one of context.view.once('workload accounts', workloadAccounts, sameItems)) add(...accountIn(one, ''));
  }
  return { namespaces, accounts };
}

function accountIn(value: string, policyNamespace: string): [string, string] {
  const slash = value.indexOf('/');
  return slash < 0 ? [policyNamespace, value] : [value.slice(0, slash), value.slice(slash + 1)];
}

/** `namespace/account` of pods in the set. */
function workloadAccounts(view: SetView): readonly string[] {
  return WORKLOAD_KINDS.flatMap((kind) =>
    kind === 'InferenceService'
      ? []
      : view.all(kind).flatMap((resource) => {
          const pod = [...podMetadataPath(kind).slice(0, -1), 'spec', 'serviceAccountName'];
          const account = stringOf(resource.at(...pod));
          return account === undefined ? [] : [`${resource.namespace ?? 'default'}/${account}`];
        }),
  );
}

const IDENTITY_FIELDS = ['principals', 'namespaces', 'serviceAccounts', 'trustDomains'] as const;
type IdentityField = (typeof IDENTITY_FIELDS)[number];
const KEYS: ReadonlyMap<string, IdentityField> = new Map([
  ['source.principal', 'principals'],
  ['source.namespace', 'namespaces'],
  ['source.serviceAccount', 'serviceAccounts'],
  ['source.trustDomain', 'trustDomains'],
]);

function identityValues(policy: AuthorizationPolicy): readonly { field: IdentityField; values: Values }[] {
  return policy.resource.read(readIdentityValues);
}

function readIdentityValues(resource: Resource): readonly { field: IdentityField; values: Values }[] {
  const found: { field: IdentityField; values: Values }[] = [];
  for (const rule of resource.read(readAuthorizationPolicy).rules) {
    for (const source of rule.from ?? []) {
      for (const field of IDENTITY_FIELDS) {
        const negative = `not${field[0]!.toUpperCase()}${field.slice(1)}` as 'notPrincipals';
        for (const values of [source.fields.get(field), source.fields.get(negative)])
          if (values) found.push({ field, values });
      }
    }
    for (const condition of rule.when ?? []) {
      const field = KEYS.get(condition.key?.value ?? '');
      if (!field) continue;
      for (const values of [condition.values, condition.notValues]) if (values) found.push({ field, values });
    }
  }
  return found;
}

/**
 * Two mesh callers with the same class fare the same on every path: the policies before the model take or refuse both alike, and their
 * own namespaces hold nothing that shapes what they send.
 */
export function callerClasses(context: PathContext): (identity: Identity) => string {
  const { mesh } = context;
  const tests = context.authorization.flatMap((policy) =>
    identityValues(policy.spec).flatMap(({ field, values }) =>
      values.items.flatMap(({ value }) =>
        value === undefined ? [] : [identityTest(field, value, policy.namespace, mesh)],
      ),
    ),
  );
  return (identity) => {
    let bits = '';
    for (const test of tests) bits += test(identity) ? '1' : '0';
    return context.shaped.has(identity.namespace) ? `${bits} ${identity.namespace}` : bits;
  };
}

function identityTest(
  field: IdentityField,
  value: string,
  policyNamespace: string,
  mesh: TrustDomains,
): (one: Identity) => boolean {
  if (field === 'principals') return principalTest(value, mesh);
  if (field === 'namespaces') {
    return value.includes('*') ? (one) => matchesNamespace(value, one) : (one) => one.namespace === value;
  }
  if (field === 'serviceAccounts') return (one) => matchesServiceAccount(value, one, policyNamespace);
  return (one) => matchesTrustDomain(value, one);
}

/** Who can call each InferenceService of a set. */
import type { KindId } from '../../model/kinds';
import type { Resource } from '../../model/resource';
import { mayExist } from '../../platform/externals';
import type { Platform } from '../../platform/platform';
import { type ManifestSet, namespaceOf } from '../../workspace/manifest-set';
import type { Snapshot } from '../../workspace/snapshot';
import { principalOf } from '../identity';
import type { Reason } from '../question';
import { type Caller, callerClasses, callersOf, parseCaller } from './callers';
import { type PathContext, pathContext } from './context';
import { externalHost, POD_IP, serviceHost } from './names';
import { type Outcome, outcomeOf } from './outcome';
import { type Reads, SetView, type SharedFacts, sameReadsIn } from './set-view';
import { assumed, type Sender, type Way } from './trail';
import { type AccessRow, type ActivatorState, HOST_KINDS, type HostKind, type ServiceAccess } from './types';
import { wayFromOutside, wayFromPod } from './walk';

/**
 * Every InferenceService of the set, in order of files, with its rows: callers × hosts × states of the activator. Each is worked out when
 * something of it is first asked for.
 * @param memory what an earlier call filled: services that nothing changed for are taken over from it.
 */
export function evaluateAccess(snapshot: Snapshot, set: ManifestSet, memory = new AccessMemory()): ServiceAccess[] {
  return memory.update(set, snapshot.platform);
}

interface Remembered {
  readonly access: ServiceAccess;
  /** `undefined` while nobody has asked. */
  readonly reads: () => Reads | undefined;
  readonly platform: Platform;
}

/** Keeps answers between snapshots; one per host, handed to every {@link evaluateAccess}. */
export class AccessMemory {
  readonly #sets = new Map<string, Map<Resource, Remembered>>();
  #evaluated = 0;

  /** Services worked out since the last call of {@link evaluateAccess}. */
  get evaluated(): number {
    return this.#evaluated;
  }

  update(set: ManifestSet, platform: Platform): ServiceAccess[] {
    const shared: SharedFacts = new Map();
    const before = this.#sets.get(set.id);
    const same = sameReadsIn(set, new SetView(set, platform, shared));
    const now = new Map<Resource, Remembered>();
    this.#evaluated = 0;
    for (const resource of set.index.bucket('InferenceService')) {
      const known = before?.get(resource);
      const reads = known?.platform === platform ? known.reads() : undefined;
      now.set(resource, known && reads && same(reads) ? known : this.#remember(resource, set, platform, shared));
    }
    this.#sets.set(set.id, now);
    return [...now.values()].map(({ access }) => access);
  }

  #remember(resource: Resource, set: ManifestSet, platform: Platform, shared: SharedFacts): Remembered {
    let reads: Reads | undefined;
    const access = serviceAccess(resource, () => {
      const view = new SetView(set, platform, shared);
      const answers = answersOf(pathContext(view, resource));
      reads = view.reads;
      this.#evaluated++;
      return answers;
    });
    return { access, reads: () => reads, platform };
  }
}

interface Answers {
  readonly mode: ServiceAccess['mode'];
  readonly activator: ServiceAccess['activator'];
  readonly groups: readonly { readonly callers: readonly Caller[]; readonly rows: readonly AccessRow[] }[];
}

function serviceAccess(resource: Resource, make: () => Answers): ServiceAccess {
  let answers: Answers | undefined;
  let rows: readonly AccessRow[] | undefined;
  const get = () => {
    answers ??= make();
    return answers;
  };
  return {
    namespace: namespaceOf(resource),
    name: resource.name ?? '',
    kind: 'InferenceService',
    resource,
    get mode() {
      return get().mode;
    },
    get activator() {
      return get().activator;
    },
    get groups() {
      return get().groups.map(({ callers, rows: shared }) => ({
        callers: callers.map((caller) => caller.name),
        rows: shared,
      }));
    },
    get rows() {
      rows ??= get().groups.flatMap(({ callers, rows: shared }) =>
        callers.flatMap((caller, i) =>
          i === 0 || caller.kind !== 'mesh'
            ? shared
            : shared.map((row) => as(row, caller, principalOf(caller.identity))),
        ),
      );
      return rows;
    },
  };
}

function answersOf(context: PathContext): Answers {
  const { model } = context;
  const { mode } = model;
  const unjudged = whyUnjudged(context);
  if (unjudged) {
    const callers = callersOf(context);
    return {
      mode,
      activator: undefined,
      groups: callers.map((caller) => ({ callers: [caller], rows: [unknownRow(context, caller, unjudged)] })),
    };
  }
  const classOf = callerClasses(context);
  const groups = new Map<string, { callers: Caller[]; rows: readonly AccessRow[] }>();
  const known: Routes = new Map();
  for (const caller of callersOf(context)) {
    const key =
      caller.kind === 'mesh'
        ? `${isAmbient(context, caller) ? 'ambient' : 'mesh'} ${classOf(caller.identity)}`
        : caller.kind;
    const group = groups.get(key);
    if (group) group.callers.push(caller);
    else groups.set(key, { callers: [caller], rows: rowsOf(context, caller, known) });
  }
  return { mode, activator: mode === 'Knative' ? model.activator : undefined, groups: [...groups.values()] };
}

/** The row of another caller of the same class. */
function as(row: AccessRow, caller: Caller, principal: string): AccessRow {
  const own = row.hops[0]?.identity;
  const rename = (identity: string | null) => (identity !== null && identity === own ? principal : identity);
  const first = row.hops[0];
  if (!first || own === null) return { ...row, caller: caller.name };
  return {
    ...row,
    caller: caller.name,
    identity: rename(row.identity),
    hops: [{ ...first, identity: rename(first.identity) }, ...row.hops.slice(1)],
  };
}

export const activatorStates = ({ mode, activator }: PathContext['model']): readonly ActivatorState[] =>
  mode === 'Standard'
    ? ['none']
    : [...(activator.off ? ['off' as const] : []), ...(activator.on ? ['on' as const] : [])];

function hostsFor(context: PathContext, caller: Caller): readonly HostKind[] {
  const { model } = context;
  if (caller.kind === 'external')
    return ['external', 'predictor', ...(model.ingress.pathTemplate === undefined ? [] : ['path' as const])];
  return model.mode === 'Standard'
    ? ['predictor', 'top-level', 'pod-ip']
    : ['predictor', 'top-level', 'activator-service', 'pod-ip'];
}

/** Name behind a kind of host, as this caller would use it. */
export function hostName(context: PathContext, caller: Caller, host: HostKind): string {
  const { model, view } = context;
  const { clusterDomain, knativeNamespace } = view.platform;
  const topLevel = model.ingress.virtualHost === true || model.mode === 'Standard';
  switch (host) {
    case 'predictor':
      if (caller.kind === 'external') return externalHost(model.predictor.name, model);
      return serviceHost(model.predictor.name, model.namespace, clusterDomain);
    case 'top-level':
      return serviceHost(model.name, model.namespace, clusterDomain);
    case 'external':
      // Without the top-level VirtualService the status URL is the component's (kserve getHostPrefix).
      return externalHost(topLevel ? model.name : model.entry.name, model);
    case 'path':
      return model.ingress.ingressDomain;
    case 'activator-service':
      return serviceHost('activator-service', knativeNamespace, clusterDomain);
    case 'pod-ip':
      return POD_IP;
  }
}

/** From outside by https where the public gateway takes nothing else, or sends callers there. */
function urlOf(context: PathContext, caller: Caller, host: HostKind): string {
  const [plain, tls] = [context.listeners.get(8080), context.listeners.get(8443)];
  const https = caller.kind === 'external' && tls && (!plain || plain.redirects);
  return `${https ? 'https' : 'http'}://${hostName(context, caller, host)}`;
}

function rowsOf(context: PathContext, caller: Caller, known: Routes): readonly AccessRow[] {
  const states = activatorStates(context.model);
  return hostsFor(context, caller).flatMap((host) => {
    let stateless: Outcome | undefined;
    return states.map((state) => {
      const key = `${shapeOf(context, caller)} ${host} ${state}`;
      let route = known.get(key);
      if (!route) {
        const url = urlOf(context, caller, host);
        route = { url, way: wayOf(context, caller, url, state), outcome: undefined };
        known.set(key, route);
      }
      const outcome = stateless ?? route.outcome ?? outcomeOf(route.way, senderOf(context, caller));
      // Without a certificate on the first hop all callers of a kind are the same.
      if (outcome.hops[0]?.tls !== 'mtls') route.outcome = outcome;
      if (STATELESS.has(host)) stateless = outcome;
      return rowOf(outcome, caller, host, route.url, state);
    });
  });
}

/** Ways of one model by kind of caller, host and state; with the outcome where it is the same for every caller of the kind. */
type Routes = Map<string, { readonly url: string; readonly way: Way; outcome: Outcome | undefined }>;

/** Hosts that the activator's state makes no difference to. */
const STATELESS: ReadonlySet<HostKind> = new Set(['activator-service', 'pod-ip']);

const shapeOf = (context: PathContext, caller: Caller): string =>
  isAmbient(context, caller)
    ? 'ambient'
    : caller.kind === 'mesh' && context.shaped.has(caller.identity.namespace)
      ? caller.name
      : caller.kind;

const rowOf = (
  outcome: Outcome,
  caller: Caller,
  host: HostKind,
  url: string,
  activator: ActivatorState,
): AccessRow => ({
  caller: caller.name,
  host,
  url,
  activator,
  ...outcome,
});

function wayOf(context: PathContext, caller: Caller, url: string, state: ActivatorState): Way {
  const [scheme = 'http', rest = ''] = url.split('://');
  const host = rest.replace(/\/.*$/, '').replace(/:\d+$/, '');
  const from =
    caller.kind === 'external'
      ? wayFromOutside(context, state, scheme === 'https' ? 'https' : 'http', host)
      : wayFromPod(context, state, senderOf(context, caller).proxy, scheme === 'https' ? 'https' : 'http', host);
  return assumed(from, context.model.modeBasis);
}

const isAmbient = (context: PathContext, caller: Caller): boolean =>
  caller.kind === 'mesh' && context.ambient.has(caller.identity.namespace);

const senderOf = (context: PathContext, caller: Caller): Sender =>
  caller.kind === 'mesh'
    ? {
        station: 'client',
        proxy: { namespace: caller.identity.namespace, kind: isAmbient(context, caller) ? 'ambient' : 'sidecar' },
        identities: [caller.identity],
      }
    : { station: 'client', proxy: undefined, identities: [] };

/** Kinds that decide on the way: one that no file shows may change every answer. */
const DECIDING = [
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'DestinationRule',
  'EnvoyFilter',
] as const satisfies readonly KindId[];

/** Why no path to the model can be judged at all. */
function whyUnjudged({ model, view: { platform } }: PathContext): Reason | undefined {
  const { resource, node } = model.modeBasis;
  if (model.mode === 'ModelMesh')
    return { text: 'ModelMesh serves the model: its paths are not judged', resource, node };
  if (model.mode === 'unknown')
    return { text: 'The deployment mode cannot be read, so no path can be judged', resource, node };
  const { rootNamespace, gatewayNamespace, knativeNamespace } = platform;
  for (const namespace of new Set([model.namespace, rootNamespace, gatewayNamespace, knativeNamespace])) {
    const kind = DECIDING.find((each) => mayExist(platform, { kind: each, namespace }));
    if (kind)
      return {
        text: `By meshward.externals a ${kind} of namespace ${namespace} is in the cluster, and no file shows what it does`,
      };
  }
  return undefined;
}

function unknownRow({ model }: PathContext, caller: Caller, reason: Reason): AccessRow {
  return {
    caller: caller.name,
    host: caller.kind === 'external' ? 'external' : 'predictor',
    url: '',
    activator: 'none',
    result: 'unknown',
    identity: null,
    path: 'C',
    hops: [],
    hostAtPod: undefined,
    reasons: [reason],
    assumptions: [model.modeBasis],
  };
}

export interface RequestQuestion {
  /** `mesh:ns/sa`, `ns/sa`, `ns`, `non-mesh` or `external`. */
  readonly from: string;
  /** `namespace/name` of the InferenceService. */
  readonly to: string;
  /** A kind of host, or a URL as the caller would write it; the predictor's by default (the external one for `external`). */
  readonly host?: HostKind | string;
  readonly activator?: ActivatorState;
  readonly method?: string;
  readonly path?: string;
}

/**
 * One request as a proof, for each state of the activator that is asked or possible.
 * @returns `undefined` when the set has no such InferenceService.
 */
export function explainRequest(
  snapshot: Snapshot,
  set: ManifestSet,
  question: RequestQuestion,
): readonly AccessRow[] | undefined {
  const view = new SetView(set, snapshot.platform);
  const [namespace = '', name = ''] = question.to.split('/');
  const resource = view.find('InferenceService', namespace, name);
  if (!resource) return undefined;
  const made = pathContext(view, resource);
  const request = { method: question.method ?? made.request.method, path: question.path ?? made.request.path };
  const context = { ...made, request };
  const caller = parseCaller(view, question.from);
  const unjudged = whyUnjudged(context);
  if (unjudged) return [unknownRow(context, caller, unjudged)];
  const asked = question.host ?? (caller.kind === 'external' ? 'external' : 'predictor');
  const kind = HOST_KINDS.find((one) => one === asked);
  const url = kind ? urlOf(context, caller, kind) : asked.includes('://') ? asked : `http://${asked}`;
  const states = question.activator ? [question.activator] : activatorStates(context.model);
  return states.map((state) =>
    rowOf(
      outcomeOf(wayOf(context, caller, url, state), senderOf(context, caller)),
      caller,
      kind ?? 'predictor',
      url,
      state,
    ),
  );
}

/** The workspace at a glance: manifest sets, the models of each with who gets in, and the policies beside them. */
import {
  type KindId,
  type ManifestSet,
  type Place,
  type Resource,
  readAuthorizationPolicy,
  readPeerAuthentication,
  type Snapshot,
} from '../core';
import type { AccessAnswers } from './access-answers';
import { type ServiceEntry, setEntries, setLabel } from './access-report';
import { objectPlace } from './places';

export interface SetEntry {
  readonly id: string;
  readonly label: string;
  readonly services: number;
  readonly policies: number;
}

export interface PolicyLine {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly effect: string | undefined;
  readonly place: Place | undefined;
}

export interface SetContent {
  readonly services: readonly (ServiceEntry & { readonly summary: string })[];
  readonly policies: readonly PolicyLine[];
}

const POLICY_KINDS: readonly KindId[] = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];

/** Sets with a model or a policy in them, in order. Nothing is worked out about access. */
export function overviewSets(snapshot: Snapshot): SetEntry[] {
  return snapshot.sets.flatMap((set) => {
    const services = named(set.index.bucket('InferenceService')).length;
    const policies = policiesOf(set).length;
    return services + policies > 0 ? [{ id: set.id, label: setLabel(snapshot, set), services, policies }] : [];
  });
}

/** Services in order of files, policies by namespace, kind and name. */
export function overviewOf(answers: AccessAnswers, snapshot: Snapshot, id: string): SetContent {
  const set = snapshot.sets.find((each) => each.id === id);
  if (!set) return { services: [], policies: [] };
  return {
    services: setEntries(answers, snapshot, set).map(({ entry, access }) => ({
      ...entry,
      summary: answers.lineOf(snapshot, set, access),
    })),
    policies: policiesOf(set)
      .map((policy) => ({
        kind: policy.kind,
        namespace: policy.namespace ?? 'default',
        name: policy.name ?? '',
        effect: effectOf(policy),
        place: objectPlace(snapshot, policy),
      }))
      .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.kind, b.kind) || compare(a.name, b.name)),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const named = (resources: readonly Resource[]): Resource[] =>
  resources.filter(({ name }) => name !== undefined && name !== '');

const policiesOf = ({ index }: ManifestSet): Resource[] => POLICY_KINDS.flatMap((kind) => named(index.bucket(kind)));

function effectOf(policy: Resource): string | undefined {
  if (policy.kind === 'AuthorizationPolicy') return policy.read(readAuthorizationPolicy).action;
  if (policy.kind === 'PeerAuthentication') return policy.read(readPeerAuthentication).mode;
  return undefined;
}

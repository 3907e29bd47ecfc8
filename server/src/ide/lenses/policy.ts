/** "selects 3 workloads", above policies. */
import {
  type PodGroup,
  podsTaken,
  type Resource,
  readAuthorizationPolicy,
  readPeerAuthentication,
  readRequestAuthentication,
  type Selector,
} from '../../core';
import type { LensObject, LensProvider, LensText } from '../code-lens';
import { namePlaces, objectName, plural } from './words';

const READERS = {
  AuthorizationPolicy: readAuthorizationPolicy,
  RequestAuthentication: readRequestAuthentication,
  PeerAuthentication: readPeerAuthentication,
} as const;

const isPolicy = (kind: string): kind is keyof typeof READERS => kind in READERS;

export const policyLens: LensProvider = {
  id: 'policy-selects',
  appliesTo: ({ kind }) => isPolicy(kind),
  describe: (object) => {
    const { kind } = object.resource;
    if (!isPolicy(kind)) return undefined;
    const policy: { selector: Selector; targetRefs?: readonly unknown[] } = object.resource.read<{
      selector: Selector;
      targetRefs?: readonly unknown[];
    }>(READERS[kind]);
    if (policy.targetRefs && policy.targetRefs.length > 0) return attached(policy.targetRefs.length);
    return selected(object, policy.selector);
  },
};

/** Those are gateways and waypoints, whose pods the objects do not name. */
const attached = (count: number): LensText => ({
  title: `attached to ${plural(count, 'target')}, selects no workload by labels`,
  details: [],
  places: [],
});

function selected({ snapshot, set, platform, resource }: LensObject, selector: Selector): LensText | undefined {
  const root = (resource.namespace ?? 'default') === platform.rootNamespace;
  if (root && resource.kind === 'PeerAuthentication' && selector.labels.size > 0)
    return { title: 'selects no workload: a selector in the root namespace has no effect', details: [], places: [] };
  const { labels, unknown } = selector;
  const taken = podsTaken(set, platform, resource, { labels, unknown, reach: 'policy' });
  const sure = objectsOf(taken.sure);
  const perhaps = objectsOf(taken.perhaps).filter((each) => !sure.includes(each));
  const more = perhaps.length > 0 ? `, perhaps ${perhaps.length} more` : '';
  const where = root ? ' of the whole mesh' : '';
  return {
    title: `selects ${plural(sure.length, 'workload')}${where}${more}`,
    details: [...sure.map(objectName), ...perhaps.map((each) => `${objectName(each)} (perhaps)`)],
    places: namePlaces(snapshot, [...sure, ...perhaps]),
  };
}

const objectsOf = (groups: readonly PodGroup[]): readonly Resource[] => [
  ...new Set(groups.map(({ resource }) => resource)),
];

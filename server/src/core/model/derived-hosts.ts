/**
 * Services that controllers make for the set's objects, which no file holds: KServe's components and top-level names, and Knative's
 * (kserve pkg/constants PredictorServiceName, reconcilers/ingress; knative serving pkg/reconciler/route/resources/service.go).
 */

import { entryOf, isNull, stringOf } from '../yaml/node';
import { knownMode } from './deployment-mode';
import { COMPONENT_NAMES } from './inference-components';
import type { DeploymentMode } from './inference-service';
import { kserveConfigMaps } from './kserve-config';
import type { Lookups } from './lookups';
import type { Resource } from './resource';

export interface DerivedService {
  readonly kind: 'top-level' | 'component' | 'knative-service';
  readonly name: string;
  readonly owner: Resource;
  readonly mode: DeploymentMode | 'unknown';
}

/** Names of the Services of an InferenceService's components; an own name of the component stands between (`iris-v2-predictor`). */
export function componentNames(resource: Resource): string[] {
  const { name } = resource;
  if (name === undefined) return [];
  return COMPONENT_NAMES.flatMap((component) => {
    const part = resource.at('spec', component);
    if (!part || isNull(part)) return [];
    const own = stringOf(entryOf(part, 'name')?.value);
    return own ? [`${name}-${own}-${component}`, `${name}-${component}`] : [`${name}-${component}`];
  });
}

export function derivedServices(set: Lookups, namespace: string): DerivedService[] {
  const models = set.inNamespace('InferenceService', namespace).flatMap((owner): DerivedService[] => {
    if (owner.name === undefined) return [];
    const mode = knownMode(owner, set.platform, () => set.derive(kserveConfigMaps))?.mode ?? 'unknown';
    return [
      { kind: 'top-level', name: owner.name, owner, mode },
      ...componentNames(owner).map((name): DerivedService => ({ kind: 'component', name, owner, mode })),
    ];
  });
  const others = (['InferenceGraph', 'KnativeService'] as const).flatMap((kind) =>
    set.inNamespace(kind, namespace).flatMap((owner): DerivedService[] =>
      owner.name === undefined
        ? []
        : [
            {
              kind: 'knative-service',
              name: owner.name,
              owner,
              mode: kind === 'InferenceGraph' ? 'unknown' : 'Knative',
            },
          ],
    ),
  );
  return [...models, ...others];
}

/** `NAME-00001` and `NAME-00001-private`: a revision's Services. */
export const revisionOf = (name: string): { readonly of: string; readonly private: boolean } | undefined => {
  const match = /^(.+)-\d{5}(-private)?$/.exec(name);
  return match ? { of: match[1]!, private: match[2] !== undefined } : undefined;
};

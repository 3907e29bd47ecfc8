/** The mesh's trust domain, as far as settings or manifests tell. */
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { DEFAULT_PLATFORM } from '../platform/platform';
import type { Snapshot } from '../workspace/snapshot';
import { stringOf } from '../yaml/node';

/**
 * A setting comes first, then MeshConfig (ConfigMap `istio`, key `mesh`; istio manifests/charts/istio-control, configmap.yaml), then what
 * principals agree on. `cluster.local` there stands for any trust domain, so it does not count.
 */
export function trustDomainOf({ files, platform }: Snapshot): string {
  if (platform.trustDomain !== DEFAULT_PLATFORM.trustDomain) return platform.trustDomain;
  const inPrincipals = new Set<string>();
  for (const file of files.values()) {
    for (const resource of file.resources) {
      if (resource.kind === 'ConfigMap' && /^istio(?:-|$)/.test(resource.name ?? '')) {
        const mesh = stringOf(resource.at('data', 'mesh')) ?? '';
        const named = /^trustDomain:[ \t]*["']?([a-z0-9][-._a-z0-9]*)["']?[ \t]*$/m.exec(mesh)?.[1];
        if (named !== undefined) return named;
      }
      if (resource.kind !== 'AuthorizationPolicy') continue;
      const sources = resource.read(readAuthorizationPolicy).rules.flatMap(({ from }) => from ?? []);
      for (const { value } of sources.flatMap(({ fields }) => fields.get('principals')?.items ?? [])) {
        const domain = /^([a-z0-9][-._a-z0-9]*)\/ns\//.exec(value ?? '')?.[1];
        if (domain !== undefined) inPrincipals.add(domain);
      }
    }
  }
  inPrincipals.delete(DEFAULT_PLATFORM.trustDomain);
  const [only] = inPrincipals;
  return only !== undefined && inPrincipals.size === 1 ? only : platform.trustDomain;
}

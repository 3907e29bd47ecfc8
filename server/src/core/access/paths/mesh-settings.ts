/** Facts of the whole mesh: the set's own MeshConfig where a file holds it, else the settings. */
import { isMeshConfig, type MeshConfig, readMeshConfig } from '../../model/mesh-config';
import type { Platform } from '../../platform/platform';
import type { MeshFacts } from '../question';
import type { SetView } from './set-view';

export interface MeshSettings {
  readonly platform: Platform;
  readonly mesh: MeshFacts;
}

/** Several control planes may each have their own MeshConfig: then only what all of them say counts. */
export function meshSettings(view: SetView): MeshSettings {
  const { settings } = view;
  const found = view
    .all('ConfigMap')
    .filter((one) => isMeshConfig(one, settings))
    .map((one) => one.read(readMeshConfig));
  const readable = found.filter((one) => !one.unknown);
  const agreed = <T>(of: (config: MeshConfig) => T | undefined): T | undefined => {
    const values = readable.map(of);
    return values.length > 0 && values.every((value) => String(value) === String(values[0])) ? values[0] : undefined;
  };
  const platform: Platform = {
    ...settings,
    rootNamespace: agreed((config) => config.rootNamespace) ?? settings.rootNamespace,
    trustDomain: agreed((config) => config.trustDomain) ?? settings.trustDomain,
    trustDomainAliases: agreed((config) => config.trustDomainAliases) ?? settings.trustDomainAliases,
  };
  const { extensionProviders } = settings;
  const told = found.length === readable.length ? agreed((config) => config.authorizers) : undefined;
  return {
    platform,
    mesh: {
      rootNamespace: platform.rootNamespace,
      trustDomain: platform.trustDomain,
      trustDomainAliases: platform.trustDomainAliases,
      extensionProviders: told ?? (extensionProviders.length > 0 ? extensionProviders : 'unknown'),
    },
  };
}

export const sameMeshSettings = (a: MeshSettings, b: MeshSettings): boolean =>
  a.platform.rootNamespace === b.platform.rootNamespace && JSON.stringify(a.mesh) === JSON.stringify(b.mesh);

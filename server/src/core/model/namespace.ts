import { entryOf, isUnknown, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';

/** How a namespace is in the mesh, as its labels say. */
export interface NamespaceMesh {
  /** `none`: labels are known and none of them puts the namespace into the mesh. */
  readonly injection: 'enabled' | 'disabled' | 'revision' | 'ambient' | 'none' | 'unknown';
  readonly labels: YamlNode | undefined;
}

/**
 * istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml: the webhook selects namespaces by
 * `istio-injection: enabled` or by `istio.io/rev`; `disabled` beats everything; other values of `istio-injection` select nothing.
 */
export function readNamespaceMesh(resource: Resource): NamespaceMesh {
  const metadata = resource.at('metadata');
  const labels = entryOf(metadata, 'labels')?.value;
  if (isUnknown(metadata) || isUnknown(labels)) return { injection: 'unknown', labels };
  const label = (key: string) => {
    const node = entryOf(labels, key)?.value;
    return node && isUnknown(node) ? 'unknown' : stringOf(node);
  };
  const injection = label('istio-injection');
  const revision = label('istio.io/rev');
  const mode = label('istio.io/dataplane-mode');
  if (injection === 'unknown' || revision === 'unknown' || mode === 'unknown') return { injection: 'unknown', labels };
  if (injection === 'disabled') return { injection: 'disabled', labels };
  if (injection === 'enabled') return { injection: 'enabled', labels };
  if (revision) return { injection: 'revision', labels };
  if (mode === 'ambient') return { injection: 'ambient', labels };
  return { injection: 'none', labels };
}

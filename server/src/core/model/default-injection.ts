/**
 * Whether the injector takes pods of namespaces without any label: `enableNamespacesByDefault` of the installation (istio
 * manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml), where the files show it.
 */
import { at, isScalar, stringOf, type YamlNode } from '../yaml/node';
import type { KindId } from './kinds';
import { type NamespaceMesh, readNamespaceMesh } from './namespace';
import type { Resource } from './resource';

export interface ObjectLookup {
  all(kind: KindId): readonly Resource[];
}

/** How the namespace is in the mesh by its labels, and without any by the installation's default. */
export function meshIn(namespace: Resource, set: ObjectLookup): NamespaceMesh {
  const mesh = namespace.read(readNamespaceMesh);
  return mesh.injection === 'none' && injectsByDefault(set) ? { ...mesh, injection: 'enabled' } : mesh;
}

const injectsByDefault = (set: ObjectLookup): boolean =>
  set.all('IstioOperator').some((each) => maybeTrue(each.at('spec', 'values', ...SETTING))) ||
  set
    .all('ConfigMap')
    .some(
      (each) =>
        each.name?.startsWith('istio-sidecar-injector') && IN_JSON.test(stringOf(at(each.at('data'), 'values')) ?? ''),
    );

const SETTING = ['sidecarInjectorWebhook', 'enableNamespacesByDefault'] as const;
/** The chart writes the same values as JSON for the injector. */
const IN_JSON = /"enableNamespacesByDefault":\s*true/;

const maybeTrue = (node: YamlNode | undefined): boolean => isScalar(node) && (node.unknown || node.value === true);

/** What a workspace's manifests have to offer as answers. */

import type { Resource } from '../model/resource';
import { platformNamespaces } from '../platform/platform';
import type { Snapshot } from '../workspace/snapshot';
import { at, isScalar, itemsOf, type YamlNode } from '../yaml/node';
import { parentFolders } from './layout';
import { trustDomainOf } from './trust-domain';
import type { UsedPort, WorkspaceFacts } from './types';

/**
 * Namespaces come with those of InferenceServices first, then by name; those of the platform itself (Istio's, Knative's, KServe's,
 * Kubernetes') are left out, `default` stays.
 */
export function scaffoldFacts(snapshot: Snapshot): WorkspaceFacts {
  const platform = new Set(platformNamespaces(snapshot.platform));
  platform.delete('default');
  const models = new Set<string>();
  const namespaces = new Set<string>();
  const modelNames = new Set<string>();
  const gateways = new Set<string>();
  const serviceAccounts = new Set<string>();
  const usedPorts = new Map<string, UsedPort>();
  for (const file of snapshot.files.values()) {
    for (const resource of file.resources) {
      const namespace = resource.kind === 'Namespace' ? resource.name : resource.namespace;
      if (namespace !== undefined && !platform.has(namespace)) {
        (resource.kind === 'InferenceService' ? models : namespaces).add(namespace);
      }
      if (resource.kind === 'InferenceService' && resource.name !== undefined) modelNames.add(resource.name);
      const qualified = resource.name === undefined ? undefined : `${resource.namespace ?? 'default'}/${resource.name}`;
      if (qualified !== undefined && resource.kind === 'Gateway') gateways.add(qualified);
      if (qualified !== undefined && resource.kind === 'ServiceAccount') serviceAccounts.add(qualified);
      for (const port of portsOf(resource, snapshot.platform.gatewayNamespace)) {
        if (qualified !== undefined) usedPorts.set(`${port} ${qualified}`, { port, owner: qualified });
      }
    }
  }
  const sorted = (values: Iterable<string>) => [...values].sort();
  return {
    namespaces: [...new Set([...sorted(models), ...sorted(namespaces)])],
    models: sorted(modelNames),
    gateways: sorted(gateways),
    serviceAccounts: sorted(serviceAccounts),
    usedPorts: [...usedPorts.values()].sort((a, b) => a.port - b.port || (a.owner < b.owner ? -1 : 1)),
    trustDomain: trustDomainOf(snapshot),
    parents: parentFolders(snapshot),
  };
}

function portsOf(resource: Resource, gatewayNamespace: string): number[] {
  if (resource.kind === 'Gateway') {
    return itemsOf(resource.at('spec', 'servers')).flatMap((server) => numberOf(at(server, 'port', 'number')));
  }
  if (resource.kind === 'Service' && resource.namespace === gatewayNamespace) {
    return itemsOf(resource.at('spec', 'ports')).flatMap((port) => [
      ...numberOf(at(port, 'port')),
      ...numberOf(at(port, 'targetPort')),
    ]);
  }
  return [];
}

const numberOf = (node: YamlNode | undefined): number[] =>
  isScalar(node) && typeof node.value === 'number' ? [node.value] : [];

/** Every name in an object. Use it as `resource.read(readMentions)`: it knows nothing of the set, so it holds as long as the text does. */
import { type KindId, kindById, kindOf, splitApiVersion } from '../model/kinds';
import type { Resource } from '../model/resource';
import { entryOf, itemsOf, stringOf } from '../yaml/node';
import { Mentions, namespaceName, readFields, wordsOf } from './collect';
import type { Mention } from './mention';
import { ISTIO_FIELDS } from './read-istio';
import { KSERVE_FIELDS, readDerivedNames } from './read-kserve';
import { KUBERNETES_FIELDS, readEntryLabels, readWaypoint } from './read-kubernetes';

export function readMentions(resource: Resource): readonly Mention[] {
  const found = new Mentions(resource);
  readMetadata(found);
  readWaypoint(found);
  readEntryLabels(found);
  for (const fields of [KUBERNETES_FIELDS, ISTIO_FIELDS, KSERVE_FIELDS]) {
    readFields(fields[resource.kind] ?? [], found);
  }
  return found.all;
}

function readMetadata(found: Mentions): void {
  const { resource } = found;
  const kind: KindId = resource.kind;
  const name = wordsOf(resource.nameNode);
  if (name) {
    const namespace = kindById(kind).clusterScoped ? '' : undefined;
    found.add(name, 'name', { kind, namespace, name: name.text }, { role: 'definition' });
    readDerivedNames(name, found);
    if (kind === 'ExternalSecret' && !resource.at('spec', 'target', 'name'))
      found.add(name, 'secret', { kind: 'Secret', namespace, name: name.text }, { role: 'definition' });
  }
  for (const owner of itemsOf(resource.at('metadata', 'ownerReferences'))) {
    const { group } = splitApiVersion(stringOf(entryOf(owner, 'apiVersion')?.value) ?? '');
    const its = kindOf(group, stringOf(entryOf(owner, 'kind')?.value) ?? '');
    const words = wordsOf(entryOf(owner, 'name')?.value);
    if (its && words)
      found.add(words, 'owner', { kind: its.id, namespace: its.clusterScoped ? '' : undefined, name: words.text });
  }
  const namespace = wordsOf(resource.namespaceNode);
  if (namespace) namespaceName(namespace, found);
}

/** What every object's head must say before the API server takes it. */

import { kindById } from '../../model/kinds';
import type { Resource } from '../../model/resource';
import { entriesOf, entryOf, isMap, isNull, isUnknown, stringOf } from '../../yaml/node';
import type { Refuse } from './refusal';
import { checkSchema, type Schema } from './schema';

/** RFC 1123 subdomain, as object names must be. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const STRING_MAP: Schema = { type: 'map', values: { type: 'string' } };
const METADATA: Schema = {
  type: 'object',
  fields: {
    name: { type: 'string', maxLength: 253 },
    namespace: { type: 'string', maxLength: 63 },
    labels: STRING_MAP,
    annotations: STRING_MAP,
    ...Object.fromEntries(
      (
        'generateName finalizers ownerReferences creationTimestamp deletionTimestamp deletionGracePeriodSeconds generation ' +
        'resourceVersion selfLink uid managedFields'
      )
        .split(' ')
        .map((name) => [name, { type: 'any' } as const]),
    ),
  },
};

export function checkHead(resource: Resource, refuse: Refuse): void {
  const kind = kindById(resource.kind);
  if (!kind.versions.includes(resource.version)) {
    refuse({
      code: 'api-version-unserved',
      at: resource.at('apiVersion') ?? resource.root,
      path: 'apiVersion',
      what: `${resource.apiVersion} is not served for ${kind.kind}`,
      why: 'the API server does not know the object',
      todo: `Write ${kind.group}/${kind.versions[0]}`,
    });
  }
  for (const { key } of resource.root.entries) {
    if (key.unknown || ['apiVersion', 'kind', 'metadata', 'spec', 'status'].includes(key.text)) continue;
    refuse({
      code: 'unknown-field',
      at: key,
      path: key.text,
      what: `There is no field ${key.text} at the top of ${kind.kind}`,
      why: 'kubectl refuses the object, and a server that does not check drops the field without a word',
      todo: 'Move it below spec or metadata, or remove it',
    });
  }
  const metadata = resource.at('metadata');
  if (metadata && !isNull(metadata)) checkSchema(metadata, METADATA, 'metadata', refuse);
  const name = entryOf(metadata, 'name')?.value;
  const generated = entriesOf(metadata).some((entry) => entry.key.text === 'generateName');
  if (name && !isNull(name)) {
    const text = stringOf(name);
    if (text !== undefined && text !== '' && !NAME.test(text)) {
      refuse({
        code: 'name-invalid',
        at: name,
        path: 'metadata.name',
        what: `${text} cannot be an object's name`,
        why: 'names are lower-case letters, digits, - and ., and begin and end with a letter or digit',
        todo: 'Rename it',
      });
    }
    if (text !== '') return;
  }
  if (isUnknown(metadata) || generated || (metadata && !isMap(metadata) && !isNull(metadata))) return;
  refuse({
    code: 'name-missing',
    at: name ?? metadata ?? resource.headNode,
    path: 'metadata.name',
    what: `This ${kind.kind} has no name`,
    why: 'the API server refuses an object without one',
    todo: 'Add metadata.name',
  });
}

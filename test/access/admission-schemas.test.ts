/** The admission checks keep schemas of their own, for what CRDs say besides types; their fields and values are those of the CRDs. */
import { expect, it } from 'vitest';
import type { Schema } from '../../server/src/core/access/admission/schema';
import { SECURITY_SCHEMAS } from '../../server/src/core/access/admission/security-schemas';
import { SCHEMAS } from '../../server/src/core/schema/bundled';
import type { SchemaNode } from '../../server/src/core/schema/store';

function own(schema: Schema): unknown {
  switch (schema.type) {
    case 'list':
      return [own(schema.items)];
    case 'map':
      return { '*': own(schema.values) };
    case 'object':
      return {
        fields: Object.fromEntries(
          Object.keys(schema.fields)
            .sort()
            .map((name) => [name, own(schema.fields[name]!)]),
        ),
        required: [...(schema.required ?? [])].sort(),
      };
    case 'string':
      return schema.oneOf ? [...schema.oneOf].sort().join('|') : 'string';
    default:
      return schema.type;
  }
}

function imported(node: SchemaNode): unknown {
  switch (node.type) {
    case 'list':
      return [imported(node.element!)];
    case 'map':
      return { '*': imported(node.element!) };
    case 'object':
      return {
        fields: Object.fromEntries([...node.fields].sort().map(([name, field]) => [name, imported(field)])),
        required: [...node.required].sort(),
      };
    case 'string':
      return node.values ? [...node.values].map(String).sort().join('|') : 'string';
    default:
      return node.type;
  }
}

it.each(Object.keys(SECURITY_SCHEMAS) as (keyof typeof SECURITY_SCHEMAS)[])('%s', (kind) => {
  const node = SCHEMAS.root('security.istio.io', 'v1', kind)!.fields.get('spec')!;
  expect(own(SECURITY_SCHEMAS[kind])).toEqual(imported(node));
});

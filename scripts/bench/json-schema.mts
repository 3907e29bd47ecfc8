/** Our structures as JSON Schema, so that a general YAML server can be given the same knowledge. */
import { KINDS } from '../../server/src/core/model/kinds';
import { SCHEMAS } from '../../server/src/core/schema/bundled';
import type { SchemaNode } from '../../server/src/core/schema/store';

const TYPES: Record<string, unknown> = { string: 'string', integer: 'integer', number: 'number', boolean: 'boolean' };

/** One schema that chooses by apiVersion and kind. */
export function jsonSchema(): unknown {
  const definitions: Record<string, unknown> = {};
  const names = new Map<SchemaNode, string>();
  const refer = (node: SchemaNode): unknown => {
    let name = names.get(node);
    if (name === undefined) {
      name = `n${names.size}`;
      names.set(node, name);
      definitions[name] = {};
      definitions[name] = convert(node);
    }
    return { $ref: `#/definitions/${name}` };
  };
  const convert = (node: SchemaNode): unknown => {
    if (node.type === 'object') {
      return {
        type: 'object',
        additionalProperties: false,
        required: [...node.required],
        properties: Object.fromEntries([...node.fields].map(([key, field]) => [key, refer(field)])),
      };
    }
    if (node.type === 'list') return { type: 'array', items: node.element ? refer(node.element) : {} };
    if (node.type === 'map') return { type: 'object', additionalProperties: node.element ? refer(node.element) : true };
    if (node.values) return { enum: [...node.values] };
    return TYPES[node.type] ? { type: TYPES[node.type] } : {};
  };
  const oneOf = KINDS.flatMap((kind) =>
    kind.versions.flatMap((version) => {
      const root = SCHEMAS.rootOrPreferred(kind.group, version, kind.kind);
      if (!root) return [];
      return {
        if: {
          properties: {
            apiVersion: { const: kind.group ? `${kind.group}/${version}` : version },
            kind: { const: kind.kind },
          },
          required: ['apiVersion', 'kind'],
        },
        // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
        then: refer(root),
      };
    }),
  );
  return { $schema: 'http://json-schema.org/draft-07/schema#', allOf: oneOf, definitions };
}

import { closest, distance } from 'fastest-levenshtein';
import { goField, type JsonNode } from '../model/embedded-json';
import {
  INGRESS_FIELDS,
  type IngressType,
  isKServeConfig,
  KSERVE_CONFIG_KEYS,
  readKServeConfig,
} from '../model/kserve-config';
import { nearest } from '../model/nearest';
import type { Resource } from '../model/resource';
import { replaceScalar } from '../yaml/edit-yaml';
import { entriesOf, entryOf } from '../yaml/node';
import { defineRule, type Fix, type RuleContext } from './define';
import { fixIn } from './fix';

const NAMES = INGRESS_FIELDS.map((field) => field.name);

export default defineRule({
  id: 'kserve-ingress-unknown-key',
  severity: 'warning',
  summary: "KServe's ingress configuration holds a key that KServe does not know, or a value of the wrong type (error)",
  sources: [
    'kserve pkg/apis/serving/v1beta1/configmap.go IngressConfig: the fields and their types',
    'Go encoding/json: unknown keys are dropped, names are compared without regard to case, a wrong type is an error',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    misspeltDataKeys(resource, context);
    const json = resource.read(readKServeConfig).entries.get('ingress')?.json;
    if (json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const { root } = json;
    for (const property of root.properties) {
      const { name, key, value } = property;
      const field = INGRESS_FIELDS.find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (!field) {
        const near = closest(name, NAMES);
        const similar = distance(name.toLowerCase(), near.toLowerCase()) <= Math.max(2, Math.floor(near.length / 4));
        const free = similar && !goField(root, near);
        context.report({
          at: key.span,
          message: {
            what: `KServe does not know the ingress key ${name}`,
            why: 'it drops the key without a word, as if it were not there',
            todo: similar
              ? free
                ? `Rename it if you mean ${near}`
                : `${near} is set already: remove this key`
              : 'Remove it, or move it to the place where it belongs',
          },
          fixes:
            free && json.editable ? [fixIn(resource, `Rename to ${near}`, () => json.renameKey(property, near))] : [],
        });
        continue;
      }
      if (!value || fits(field.type, value)) continue;
      const better = unquoted(field.type, value);
      const fixes: Fix[] =
        better !== undefined && json.editable
          ? [fixIn(resource, `Replace by ${JSON.stringify(better)}`, () => json.replace(value, better))]
          : [];
      context.report({
        at: value.span,
        severity: 'error',
        message: {
          what: `${field.name} must be ${TYPE_WORDS[field.type]}, and this is a ${value.kind}`,
          why: 'KServe refuses the whole configuration and reconciles no InferenceService',
          todo: better !== undefined ? `Write ${JSON.stringify(better)}` : 'Correct the value',
        },
        fixes,
      });
    }
  },
});

/** A key of `data` that KServe never asks for, and nearly the name of one that it does. */
function misspeltDataKeys(resource: Resource, context: RuleContext): void {
  const data = resource.at('data');
  for (const { key, merged } of entriesOf(data)) {
    if (key.unknown || KSERVE_CONFIG_KEYS.has(key.text) || key.text.startsWith('_')) continue;
    const right = nearest(key.text, KSERVE_CONFIG_KEYS);
    if (!right) continue;
    const taken = entryOf(data, right) !== undefined;
    context.report({
      at: key,
      message: {
        what: `KServe reads no key ${key.text} of this ConfigMap`,
        why: 'it drops the key without a word, as if it were not there',
        todo: taken ? `${right} is there already: remove this key` : `Rename it if you mean ${right}`,
      },
      fixes: taken || merged ? [] : [fixIn(resource, `Rename to ${right}`, () => replaceScalar(key, right))],
    });
  }
}

const TYPE_WORDS: Readonly<Record<IngressType, string>> = {
  boolean: 'true or false without quotes',
  string: 'a string in double quotes',
  strings: 'a list of strings',
};

function fits(type: IngressType, value: JsonNode): boolean {
  if (value.kind === 'null') return true;
  if (type === 'strings')
    return value.kind === 'array' && value.items.every((item) => item.kind === 'string' || item.kind === 'null');
  return value.kind === type;
}

/** The same value in the right type, where there is only one reading. */
function unquoted(type: IngressType, value: JsonNode): boolean | string | readonly string[] | undefined {
  if (type === 'boolean') {
    const word = value.kind === 'string' ? String(value.value).trim().toLowerCase() : undefined;
    return word === 'true' ? true : word === 'false' ? false : undefined;
  }
  if (type === 'string') return value.kind === 'number' || value.kind === 'boolean' ? String(value.value) : undefined;
  return value.kind === 'string' ? [String(value.value)] : undefined;
}

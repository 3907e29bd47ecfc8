/** JSON settings against their descriptions, read as Go reads them: names without regard to case, unknown ones dropped, types exact. */
import type { JsonNode, JsonProperty } from '../model/embedded-json';
import type { RawSettingDoc } from './docs';
import { nearest } from './near';

export type SettingType = NonNullable<RawSettingDoc['type']>;

export type SettingProblem =
  | {
      readonly code: 'unknown-key';
      readonly property: JsonProperty;
      /** Keys above it in the JSON. */
      readonly path: readonly string[];
      /** What was likely meant, and whether that key is there already. */
      readonly near: string | undefined;
      readonly taken: boolean;
    }
  | {
      readonly code: 'wrong-type';
      readonly value: JsonNode;
      readonly path: readonly string[];
      readonly type: SettingType;
      /** The same value in the right type, where there is only one reading. */
      readonly better: unknown;
    };

/** @param node an object of the JSON, whose type is known to be right */
export function settingProblems(
  node: JsonNode,
  setting: RawSettingDoc,
  textOf: (node: JsonNode) => string,
  path: readonly string[] = [],
): SettingProblem[] {
  const { fields = {}, element } = setting;
  const names = Object.keys(fields);
  if (names.length === 0 && !element) return [];
  return node.properties.flatMap((property): SettingProblem[] => {
    const { name, value } = property;
    const known = names.find((each) => each.toLowerCase() === name.toLowerCase());
    const field = known === undefined ? element : fields[known];
    if (!field) {
      const near = nearest(name, names)?.name;
      const taken = node.properties.some((each) => each.name.toLowerCase() === near?.toLowerCase());
      return [{ code: 'unknown-key', property, path, near, taken }];
    }
    return value ? valueProblems(value, field, textOf, [...path, known ?? name]) : [];
  });
}

function valueProblems(
  value: JsonNode,
  field: RawSettingDoc,
  textOf: (node: JsonNode) => string,
  path: readonly string[],
): SettingProblem[] {
  const { type = 'any', element } = field;
  if (type === 'any' || value.kind === 'null') return [];
  if (!fits(value, type))
    return [{ code: 'wrong-type', value, path, type, better: inType(value, type, textOf(value)) }];
  if (value.kind === 'object') return settingProblems(value, field, textOf, path);
  if (value.kind === 'array' && element)
    return value.items.flatMap((item) => valueProblems(item, element, textOf, path));
  return [];
}

function fits(value: JsonNode, type: SettingType): boolean {
  switch (type) {
    case 'list':
      return value.kind === 'array';
    case 'integer':
      return value.kind === 'number' && Number.isInteger(value.value);
    case 'any':
      return true;
    default:
      return value.kind === type;
  }
}

function inType(value: JsonNode, type: SettingType, text: string): unknown {
  if (type === 'string') return value.kind === 'number' || value.kind === 'boolean' ? text : undefined;
  if (type === 'list') return value.kind === 'string' ? [value.value] : undefined;
  if (value.kind !== 'string') return undefined;
  const word = String(value.value).trim().toLowerCase();
  if (type === 'boolean') return word === 'true' ? true : word === 'false' ? false : undefined;
  const isNumber =
    type === 'integer' ? /^-?\d{1,15}$/.test(word) : type === 'number' && /^-?\d{1,15}(?:\.\d+)?$/.test(word);
  return isNumber ? Number(word) : undefined;
}

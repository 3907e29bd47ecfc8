/** AuthorizationPolicy as Istio reads it (istio-api security/v1 AuthorizationPolicy), each value with its node. */
import {
  entriesOf,
  entryOf,
  isMap,
  isNull,
  isScalar,
  isSeq,
  isUnknown,
  itemsOf,
  type MapNode,
  type ScalarNode,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import type { Resource } from './resource';
import { readSelector, type Selector } from './selector';

export interface Value {
  /** `undefined` when unknown or not a string. */
  readonly value: string | undefined;
  readonly node: ScalarNode;
}

/** A list of strings under one key. */
export interface Values {
  readonly key: ScalarNode;
  readonly node: YamlNode;
  readonly items: readonly Value[];
  /** Some item, or the list as a whole, cannot be known. */
  readonly unknown: boolean;
}

export const SOURCE_FIELDS = [
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'ipBlocks',
  'notIpBlocks',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
] as const;
export const OPERATION_FIELDS = [
  'hosts',
  'notHosts',
  'ports',
  'notPorts',
  'methods',
  'notMethods',
  'paths',
  'notPaths',
] as const;
export type SourceField = (typeof SOURCE_FIELDS)[number];
export type OperationField = (typeof OPERATION_FIELDS)[number];

export interface Match<F extends string> {
  /** The `source` or `operation` map. */
  readonly node: YamlNode;
  readonly fields: ReadonlyMap<F, Values>;
  readonly unknown: boolean;
}

export interface Condition {
  readonly node: YamlNode;
  readonly key: Value | undefined;
  readonly values: Values | undefined;
  readonly notValues: Values | undefined;
  readonly unknown: boolean;
}

/** `undefined` parts are absent (or empty, which Istio takes the same) and match everything. */
export interface PolicyRule {
  readonly node: YamlNode;
  readonly from: readonly Match<SourceField>[] | undefined;
  readonly to: readonly Match<OperationField>[] | undefined;
  readonly when: readonly Condition[] | undefined;
  /** A part cannot be known. */
  readonly unknown: boolean;
}

export type PolicyAction = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

export interface AuthorizationPolicy {
  readonly resource: Resource;
  readonly spec: MapNode | undefined;
  /** ALLOW when absent; `undefined` when unknown or not an action. */
  readonly action: PolicyAction | undefined;
  readonly actionNode: ScalarNode | undefined;
  readonly selector: Selector;
  readonly targetRefs: readonly YamlNode[];
  readonly rules: readonly PolicyRule[];
  /** `rules` is written, even if empty. */
  readonly rulesNode: YamlNode | undefined;
  readonly provider: Value | undefined;
  /** The policy cannot be judged as a whole: templated or malformed parts. */
  readonly unknown: boolean;
}

const ACTIONS: ReadonlySet<string> = new Set(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']);

export function readAuthorizationPolicy(resource: Resource): AuthorizationPolicy {
  const specNode = resource.at('spec');
  const spec = isMap(specNode) ? specNode : undefined;
  const actionNode = entryOf(spec, 'action')?.value;
  const rulesNode = entryOf(spec, 'rules')?.value;
  const rules = itemsOf(rulesNode).map(readRule);
  const action = !actionNode || isNull(actionNode) ? 'ALLOW' : stringOf(actionNode);
  const target = entryOf(spec, 'targetRef')?.value;
  const provider = entryOf(entryOf(spec, 'provider')?.value, 'name')?.value;
  return {
    resource,
    spec,
    action: action !== undefined && ACTIONS.has(action) ? (action as PolicyAction) : undefined,
    actionNode: isScalar(actionNode) ? actionNode : undefined,
    selector: readSelector(spec),
    targetRefs: [...itemsOf(entryOf(spec, 'targetRefs')?.value), ...(target && !isNull(target) ? [target] : [])],
    rules,
    rulesNode: isNull(rulesNode) ? undefined : rulesNode,
    provider: isScalar(provider) ? toValue(provider) : undefined,
    unknown: isUnknown(specNode) || isUnknown(actionNode) || isUnknown(rulesNode) || rules.some((rule) => rule.unknown),
  };
}

function readRule(node: YamlNode): PolicyRule {
  const list = (key: string) => {
    const value = entryOf(node, key)?.value;
    return value && !isNull(value) && !(isSeq(value) && value.items.length === 0 && !value.open) ? value : undefined;
  };
  const from = list('from');
  const to = list('to');
  const when = list('when');
  const sources = from && itemsOf(from).map((item) => readMatch(item, 'source', SOURCE_FIELDS));
  const operations = to && itemsOf(to).map((item) => readMatch(item, 'operation', OPERATION_FIELDS));
  const conditions = when && itemsOf(when).map(readCondition);
  return {
    node,
    from: sources,
    to: operations,
    when: conditions,
    unknown:
      isUnknown(node) ||
      [from, to, when].some((part) => part !== undefined && (!isSeq(part) || part.open)) ||
      [...(sources ?? []), ...(operations ?? []), ...(conditions ?? [])].some((part) => part.unknown),
  };
}

function readMatch<F extends string>(item: YamlNode, key: string, names: readonly F[]): Match<F> {
  const node = entryOf(item, key)?.value ?? item;
  const fields = new Map<F, Values>();
  let unknown = isUnknown(node);
  for (const { key: name, value } of entriesOf(node)) {
    if (!(names as readonly string[]).includes(name.text) || isNull(value)) continue;
    const values = readValues(name, value);
    fields.set(name.text as F, values);
  }
  for (const values of fields.values()) unknown ||= values.unknown;
  return { node, fields, unknown };
}

function readCondition(node: YamlNode): Condition {
  const key = entryOf(node, 'key')?.value;
  const values = entryOf(node, 'values');
  const notValues = entryOf(node, 'notValues');
  const read = (entry: typeof values) =>
    entry && !isNull(entry.value) ? readValues(entry.key, entry.value) : undefined;
  const condition = {
    node,
    key: isScalar(key) ? toValue(key) : undefined,
    values: read(values),
    notValues: read(notValues),
  };
  return {
    ...condition,
    unknown: isUnknown(node) || isUnknown(key) || !!condition.values?.unknown || !!condition.notValues?.unknown,
  };
}

function readValues(key: ScalarNode, node: YamlNode): Values {
  const items = itemsOf(node).filter(isScalar).map(toValue);
  return {
    key,
    node,
    items,
    unknown: !isSeq(node) || node.open || items.length !== node.items.length || items.some((item) => item.node.unknown),
  };
}

const toValue = (node: ScalarNode): Value => ({ value: stringOf(node), node });

import { given } from '../model/given';
import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { at, entryOf, hasUnknown, isNull, isScalar, isUnknown, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'se-invalid',
  severity: 'error',
  summary: 'fields of a ServiceEntry exclude each other, a port is there twice, or its host is every host',
  sources: ['istio pkg/config/validation/validation.go ValidateServiceEntry, and the same in the CRD'],
  peers: ['IST0106', 'CRD schema'],
  on: ['ServiceEntry'],
  check(resource, context) {
    const spec = resource.at('spec');
    if (isBroken(resource) || looksLikePatch(resource) || isUnknown(spec)) return;
    hosts(resource, context);
    ports(resource, context);
    endpoints(resource, context);
  },
});

const refuse = (context: RuleContext, node: YamlNode, what: string, todo: string): void =>
  context.report({ at: node, message: { what, why: 'Istio refuses the whole ServiceEntry', todo } });

function hosts(resource: Resource, context: RuleContext): void {
  for (const host of itemsOf(resource.at('spec', 'hosts'))) {
    if (stringOf(host) === '*') {
      refuse(
        context,
        host,
        'A ServiceEntry cannot be for every host',
        'Name the hosts, or a domain such as "*.example.com"',
      );
    }
  }
  const resolution = resolutionOf(resource);
  if (resolution === undefined || resolution === 'NONE' || resolution === 'STATIC') return;
  for (const address of itemsOf(resource.at('spec', 'addresses'))) {
    if (stringOf(address)?.includes('/')) {
      refuse(
        context,
        address,
        `A block of addresses does not go with resolution ${resolution}`,
        'Use single addresses, or resolution NONE or STATIC',
      );
    }
  }
}

/** `undefined` when templated. */
function resolutionOf(resource: Resource): string | undefined {
  const node = resource.at('spec', 'resolution');
  return node === undefined || isNull(node) ? 'NONE' : stringOf(node);
}

function ports(resource: Resource, context: RuleContext): void {
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const port of itemsOf(resource.at('spec', 'ports'))) {
    const name = entryOf(port, 'name')?.value;
    const text = stringOf(name);
    if (text && name) {
      if (names.has(text)) refuse(context, name, `Two ports are called ${text}`, 'Give each port a name of its own');
      names.add(text);
    }
    for (const key of ['number', 'targetPort'] as const) {
      const node = entryOf(port, key)?.value;
      if (!isScalar(node) || typeof node.value !== 'number') continue;
      const { value } = node;
      // 0 in targetPort is the same as none.
      if (value > 65_535 || value < 0 || (value === 0 && key === 'number')) {
        refuse(context, node, `${value} is no port`, 'Write a number from 1 to 65535');
      } else if (key === 'number') {
        if (numbers.has(value)) refuse(context, node, `Port ${value} is there twice`, 'Remove one of the two');
        numbers.add(value);
      }
    }
  }
}

function endpoints(resource: Resource, context: RuleContext): void {
  const entry = entryOf(resource.at('spec'), 'endpoints');
  const list = entry?.value;
  if (!entry || given(list) !== 'yes') return;
  const selector = resource.at('spec', 'workloadSelector');
  if (selector && !isNull(selector)) {
    refuse(context, entry.key, 'endpoints and workloadSelector exclude each other', 'Keep one of them');
  }
  const resolution = resolutionOf(resource);
  if (resolution === 'NONE') {
    refuse(
      context,
      entry.key,
      'Endpoints need a resolution',
      'Set resolution to STATIC for addresses, or to DNS for names',
    );
  } else if (resolution === 'DNS_ROUND_ROBIN' && itemsOf(list).length > 1 && !isUnknown(list)) {
    refuse(context, entry.key, 'DNS_ROUND_ROBIN takes one endpoint', 'Use resolution DNS, or keep one endpoint');
  }
  const names = itemsOf(resource.at('spec', 'ports')).map((port) => stringOf(at(port, 'name')));
  if (resolution === 'NONE' || hasUnknown(resource.at('spec', 'ports'))) return;
  for (const item of itemsOf(list)) {
    const map = entryOf(item, 'ports')?.value;
    for (const port of map?.kind === 'map' ? map.entries : []) {
      if (port.key.unknown || names.includes(port.key.text)) continue;
      refuse(
        context,
        port.key,
        `The ServiceEntry has no port called ${port.key.text}`,
        'Use the name of one of its ports',
      );
    }
  }
}

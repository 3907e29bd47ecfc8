import { given } from '../model/given';
import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { at, entryOf, hasUnknown, isNull, isUnknown, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'se-invalid',
  severity: 'error',
  summary: 'addresses or endpoints of a ServiceEntry do not go with its resolution, or with its ports',
  sources: ['istio pkg/config/validation/validation.go ValidateServiceEntry, and the same in the CRD'],
  peers: ['IST0106', 'CRD schema'],
  on: ['ServiceEntry'],
  check(resource, context) {
    const spec = resource.at('spec');
    if (isBroken(resource) || looksLikePatch(resource) || isUnknown(spec)) return;
    addresses(resource, context);
    endpoints(resource, context);
  },
});

const refuse = (context: RuleContext, node: YamlNode, what: string, todo: string): void =>
  context.report({ at: node, message: { what, why: 'Istio refuses the whole ServiceEntry', todo } });

function addresses(resource: Resource, context: RuleContext): void {
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

function endpoints(resource: Resource, context: RuleContext): void {
  const entry = entryOf(resource.at('spec'), 'endpoints');
  const list = entry?.value;
  if (!entry || given(list) !== 'yes') return;
  // Both at once is the schema's to tell.
  const selector = resource.at('spec', 'workloadSelector');
  if (selector && !isNull(selector)) return;
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

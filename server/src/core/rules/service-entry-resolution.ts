import { isBroken } from '../model/workload';
import { lacks, written } from '../schema/constraint';
import { looksLikePatch } from '../schema/report';
import { entryOf, isScalar, isUnknown, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'service-entry-resolution',
  severity: 'error',
  summary: 'the hosts, addresses or endpoints of a ServiceEntry do not go with its resolution',
  sources: [
    'istio pkg/config/validation/validation.go ValidateServiceEntry: DNS without endpoints needs full names, STATIC needs endpoints or a workloadSelector, NONE takes no endpoints',
    'istio-api networking/v1 ServiceEntry: the CRD refuses endpoints beside workloadSelector, CIDR addresses under DNS, and several endpoints under DNS_ROUND_ROBIN',
  ],
  peers: ['IST0106', 'CRD schema, in part'],
  on: ['ServiceEntry'],
  check(resource, context) {
    const spec = resource.at('spec');
    if (!spec || isUnknown(spec) || isBroken(resource) || looksLikePatch(resource)) return;
    const resolutionNode = entryOf(spec, 'resolution')?.value;
    if (isUnknown(resolutionNode)) return;
    const resolution = stringOf(resolutionNode) ?? 'NONE';
    const at = resolutionNode ?? resource.headNode;
    const refuse = (node: typeof at, what: string, todo: string) =>
      context.report({ at: node, message: { what, why: 'Istio refuses the ServiceEntry', todo } });
    const endpoints = written(spec, 'endpoints');
    const selector = written(spec, 'workloadSelector');
    const count = itemsOf(endpoints?.value).length;
    if (endpoints && selector && count > 0) {
      refuse(selector.key, 'endpoints and workloadSelector exclude each other', 'Keep one of them');
    }
    if (resolution === 'NONE' && endpoints && count > 0) {
      refuse(
        endpoints.key,
        'With resolution NONE the address is the caller’s, so endpoints have no place',
        'Write STATIC or DNS, or remove endpoints',
      );
    }
    if (resolution === 'STATIC' && lacks(spec, 'endpoints') && lacks(spec, 'workloadSelector')) {
      refuse(
        at,
        'resolution STATIC needs endpoints or a workloadSelector',
        'Add endpoints with addresses, or write DNS',
      );
    }
    if (resolution === 'DNS_ROUND_ROBIN' && count > 1) {
      refuse(endpoints!.key, 'DNS_ROUND_ROBIN takes one endpoint', 'Keep one, or write DNS');
    }
    if ((resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN') && lacks(spec, 'endpoints')) {
      const wild = itemsOf(entryOf(spec, 'hosts')?.value).find((each) => stringOf(each)?.startsWith('*'));
      // Only the resolution can be changed and keep what the author meant.
      if (wild)
        refuse(
          at,
          `${stringOf(wild)} has no address of its own that ${resolution} could look up`,
          'Write NONE, or DYNAMIC_DNS where your Istio has it, or name each host',
        );
    }
    if (!['NONE', 'STATIC'].includes(resolution)) {
      const range = itemsOf(entryOf(spec, 'addresses')?.value).find((each) => stringOf(each)?.includes('/'));
      if (range)
        refuse(range, 'A range of addresses goes with resolution NONE or STATIC only', 'Write single addresses');
    }
    const ports = new Set<string>();
    for (const port of itemsOf(entryOf(spec, 'ports')?.value)) {
      const number = entryOf(port, 'number')?.value;
      if (!isScalar(number) || number.unknown) continue;
      if (ports.has(number.text)) refuse(number, `Port ${number.text} is there twice`, 'Keep one of them');
      ports.add(number.text);
    }
  },
});

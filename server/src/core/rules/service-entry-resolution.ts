import { isBroken } from '../model/workload';
import { lacks } from '../schema/constraint';
import { looksLikePatch } from '../schema/report';
import { entryOf, isUnknown, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'service-entry-resolution',
  severity: 'error',
  summary: 'a ServiceEntry names hosts that cannot be looked up, or lacks the addresses that its resolution needs',
  sources: [
    'istio pkg/config/validation/validation.go ValidateServiceEntry: DNS without endpoints needs full names, STATIC needs endpoints or a workloadSelector',
  ],
  peers: ['IST0106'],
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
    if (resolution === 'STATIC' && lacks(spec, 'endpoints') && lacks(spec, 'workloadSelector')) {
      refuse(
        at,
        'resolution STATIC needs endpoints or a workloadSelector',
        'Add endpoints with addresses, or write DNS',
      );
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
  },
});

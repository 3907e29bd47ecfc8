import { givenIn } from '../model/given';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entriesOf, entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'workload-entry-invalid',
  severity: 'error',
  summary: 'a workload outside Kubernetes has no address, a port that is none, or a socket that cannot be',
  sources: ['istio-api networking/v1 WorkloadEntry, CRD validation of address and ports'],
  peers: ['IST0106', 'CRD schema'],
  on: ['WorkloadEntry', 'WorkloadGroup'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    const group = resource.kind === 'WorkloadGroup';
    const spec = group ? resource.at('spec', 'template') : resource.at('spec');
    const refuse = (at: Parameters<typeof context.report>[0]['at'], what: string, todo: string) =>
      context.report({ at, message: { what, why: `the API server refuses the ${resource.kind}`, todo } });
    const address = entryOf(spec, 'address');
    const ports = entryOf(spec, 'ports');
    if (!group && spec && givenIn(spec, 'address') === 'no' && givenIn(spec, 'network') === 'no') {
      refuse(
        address?.key ?? entryOf(resource.root, 'spec')?.key ?? spec,
        'This workload has no address',
        'Add address, or the network that it is in',
      );
    }
    const path = /^unix:\/\/(.*)$/s.exec(stringOf(address?.value) ?? '')?.[1];
    if (address && path !== undefined) {
      if (!/^[/@]/.test(path))
        refuse(
          address.value,
          'The path of a socket begins with / or @',
          'Write it in full, such as unix:///var/run/app.sock',
        );
      else if (path.endsWith('/')) refuse(address.value, 'A folder is no socket', 'Name the socket in it');
      if (ports && givenIn(spec, 'ports') === 'yes')
        refuse(ports.key, 'A socket has no ports', 'Remove ports, or use an IP address');
    }
    for (const { key, value } of entriesOf(ports?.value)) {
      if (!isScalar(value) || typeof value.value !== 'number' || key.unknown) continue;
      if (value.value < 1 || value.value > 65_535)
        refuse(value, `${value.text} is no port`, 'Write a number from 1 to 65535');
    }
  },
});

import { given, givenIn } from '../model/given';
import { meshConfigs, readMeshConfig } from '../model/mesh-config';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isMap, isUnknown, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'se-addresses-missing',
  severity: 'information',
  summary: 'a ServiceEntry has a TCP port and no addresses: the port alone tells its connections',
  sources: [
    'istio-api networking/v1 ServiceEntry.addresses: without them a TCP connection to the port is taken for the host, whatever its address, unless DNS proxying hands out addresses',
  ],
  peers: ['IST0134'],
  on: ['ServiceEntry'],
  reads: ['ConfigMap', 'IstioOperator'],
  check(resource, context) {
    const spec = resource.at('spec');
    if (isBroken(resource) || looksLikePatch(resource) || givenIn(spec, 'addresses') !== 'no') return;
    // Istio hands out addresses where it is told to, and writes them to the status.
    if (given(resource.at('status', 'addresses')) !== 'no') return;
    const label = 'networking.istio.io/enable-autoallocate-ip';
    if (givenIn(resource.at('metadata', 'labels'), label) !== 'no') return;
    if (
      context
        .derive(meshConfigs)
        .map((each) => each.read(readMeshConfig))
        .some((config) => config.allocatesAddresses)
    )
      return;
    for (const port of itemsOf(resource.at('spec', 'ports'))) {
      const protocol = entryOf(port, 'protocol')?.value;
      const text = stringOf(protocol);
      if (!isMap(port) || isUnknown(protocol) || (protocol === undefined && port.open)) continue;
      if (text?.toUpperCase() !== 'TCP' && given(protocol) !== 'no') continue;
      context.report({
        at: protocol && text ? protocol : (entryOf(port, 'number')?.value ?? port),
        message: {
          what: `TCP${text ? '' : ', which is meant where no protocol is written,'} needs addresses`,
          why: 'without them, and without DNS proxying, any connection to this port is taken for this host',
          todo: 'Add addresses, or a protocol that names its host, such as TLS, or turn on DNS proxying',
        },
      });
    }
  },
});

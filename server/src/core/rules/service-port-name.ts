import { PROTOCOLS, portProtocol } from '../model/port-protocol';
import { readService } from '../model/service';
import { isBroken } from '../model/workload';
import { platformNamespaces } from '../platform/platform';
import { entryOf, isMap, stringOf } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'service-port-name',
  severity: 'hint',
  summary: 'the name of a port does not tell its protocol (information: of an ExternalName Service)',
  sources: [
    'istio pkg/config/kube/conversion.go ConvertProtocol: appProtocol, else the name up to its first dash; otherwise Istio looks at the first bytes',
  ],
  peers: ['IST0118', 'IST0150', 'KIA0601'],
  on: ['Service'],
  check(resource, context) {
    const { ports, type } = resource.read(readService);
    const namespace = context.namespaceOf(resource);
    if (isBroken(resource) || isManaged(resource.at('metadata', 'labels'))) return;
    if (namespace !== 'default' && platformNamespaces(context.platform).includes(namespace)) return;
    const external = type === 'ExternalName';
    for (const port of ports) {
      const protocol = portProtocol(port);
      const name = stringOf(entryOf(port.node, 'name')?.value) ?? '';
      if (protocol !== 'none' && !(external && protocol === 'tcp' && name === 'tcp')) continue;
      const app = entryOf(port.node, 'appProtocol');
      // `http_api` and `http.api` mean a protocol, and only a dash ends it.
      const meant = PROTOCOLS.find((each) => new RegExp(`^${each}[^a-z0-9]`).test(name.toLowerCase()));
      const { node } = port;
      context.report({
        at: app?.value ?? entryOf(node, 'name')?.value ?? port.portNode ?? node,
        severity: external ? 'information' : 'hint',
        message: {
          what: app
            ? `Istio knows no protocol ${app.value.kind === 'scalar' ? app.value.text : ''}`
            : name
              ? `The name ${name} tells ${external ? 'too little of the' : 'no'} protocol`
              : 'This port has no name that tells its protocol',
          why: external
            ? 'Istio takes it for TCP, and calls to that port of other hosts may end up here'
            : 'Istio looks at the first bytes of each connection, which a server that speaks first keeps waiting',
          todo: 'Begin the name with the protocol and a dash, such as http-api or tcp-db, or set appProtocol',
        },
        fixes:
          meant && !app && isMap(node) && !node.alias
            ? [
                fixIn(resource, `Add appProtocol: ${meant}`, () =>
                  addField(resource.document.text, node, 'appProtocol', meant),
                ),
              ]
            : [],
      });
    }
  },
});

/** Of a Gateway that Istio itself made the Service for. */
const isManaged = (labels: Parameters<typeof entryOf>[0]): boolean =>
  entryOf(labels, 'gateway.istio.io/managed') !== undefined;

import { readPeerAuthentication } from '../model/peer-authentication';
import { defineRule } from './define';

export default defineRule({
  id: 'port-mtls-range',
  severity: 'error',
  summary: 'a key of portLevelMtls is no port number from 1 to 65535',
  sources: [
    'istio-api security/v1 CRD validation rule: a port between 1 and 65535; seen in runs: names are refused, quoted and bare numbers taken',
  ],
  peers: ['IST0106', 'CRD schema'],
  on: ['PeerAuthentication'],
  check(resource, context) {
    for (const [port, { entry }] of resource.read(readPeerAuthentication).ports) {
      if (entry.key.unknown || (/^0*[1-9]\d*$/.test(port) && Number(port) <= 65535)) continue;
      context.report({
        at: entry.key,
        message: {
          what: `"${port}" is no port number`,
          why: /^[a-z]/i.test(port)
            ? 'names of ports are refused here'
            : 'the API server takes numbers from 1 to 65535',
          todo: "Write the number of the pod's own port",
        },
      });
    }
  },
});

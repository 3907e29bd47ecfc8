import { readPeerAuthentication } from '../model/peer-authentication';
import { isMap } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'port-mtls-empty',
  severity: 'error',
  summary: 'portLevelMtls has no port',
  sources: ['istio-api security/v1 CRD: portLevelMtls minProperties 1'],
  peers: ['IST0106', 'CRD schema'],
  on: ['PeerAuthentication'],
  check(resource, context) {
    const { portEntry } = resource.read(readPeerAuthentication);
    if (!portEntry || !isMap(portEntry.value) || portEntry.value.entries.length > 0 || portEntry.value.open) return;
    context.report({
      at: portEntry.key,
      message: {
        what: 'portLevelMtls has no port',
        why: 'the API server refuses an empty one',
        todo: 'Add a port with its mode, or remove the key',
      },
      fixes: removeKeyFix(resource, resource.at('spec'), 'portLevelMtls', 'Remove portLevelMtls', true),
    });
  },
});

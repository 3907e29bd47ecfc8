import { readGateway } from '../model/gateway';
import { at, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'gateway-port-name',
  severity: 'error',
  summary: 'two servers of a Gateway have the same port name, or one has an empty name',
  sources: [
    'istio pkg/config/validation/validation.go ValidateGateway, validateServerPort: port names are set and unique',
  ],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    const { servers } = resource.read(readGateway);
    const names = servers.map(({ node }) => at(node, 'port', 'name'));
    const taken = new Set(names.map(stringOf));
    const seen = new Map<string, (typeof names)[number]>();
    names.forEach((node, i) => {
      const name = stringOf(node);
      if (!isScalar(node) || name === undefined) return;
      const first = seen.get(name);
      if (!first) seen.set(name, node);
      if (name !== '' && !first) return;
      const { port } = servers[i]!;
      const better = [`${name || 'port'}-${port}`, `${name || 'port'}-${i + 1}`].find((each) => !taken.has(each));
      context.report({
        at: node,
        message: {
          what: name === '' ? 'The name of this port is empty' : `Two ports of this Gateway are called ${name}`,
          why: 'Istio refuses the whole Gateway',
          todo: 'Give each server a port name of its own',
        },
        fixes: better && port !== undefined ? [replaceFix(resource, node, better)] : [],
        related:
          name !== '' && first ? [{ document: resource.document, span: first.span, message: 'The first one' }] : [],
      });
    });
  },
});

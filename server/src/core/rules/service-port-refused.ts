import { isBroken } from '../model/workload';
import { lacks } from '../schema/constraint';
import { looksLikePatch } from '../schema/report';
import { entryOf, isMap, isScalar, isUnknown, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'service-port-refused',
  severity: 'error',
  summary: 'ports of a Service share a name or a number, or have no name beside others',
  sources: [
    'kubernetes pkg/apis/core/validation ValidateService: several ports need names; names, and numbers of one protocol, are there once',
  ],
  peers: ['Kubernetes API server'],
  on: ['Service'],
  check(resource, context) {
    const ports = resource.at('spec', 'ports');
    const items = itemsOf(ports);
    if (items.length < 2 || isUnknown(ports) || isBroken(resource) || looksLikePatch(resource)) return;
    const refuse = (at: YamlNode, what: string, todo: string) =>
      context.report({ at, message: { what, why: 'the API server refuses the Service', todo } });
    const names = new Set<string>();
    const numbers = new Set<string>();
    for (const item of items) {
      if (!isMap(item)) return;
      const nameNode = entryOf(item, 'name')?.value;
      const name = stringOf(nameNode);
      const port = entryOf(item, 'port')?.value;
      if (lacks(item, 'name')) refuse(port ?? item, 'A port beside others needs a name', 'Add name');
      if (name !== undefined && nameNode) {
        if (names.has(name)) refuse(nameNode, `Two ports are called ${name}`, 'Give this one another name');
        names.add(name);
      }
      const protocol = entryOf(item, 'protocol')?.value;
      if (!isScalar(port) || port.unknown || isUnknown(protocol)) continue;
      const number = `${port.text} ${stringOf(protocol) ?? 'TCP'}`;
      if (numbers.has(number)) refuse(port, `Port ${port.text} is there twice`, 'Keep one of them');
      numbers.add(number);
    }
  },
});

import { revisionOf } from '../model/derived-hosts';
import { at, isMap, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'vs-subset-with-mtls-lost',
  severity: 'hint',
  summary: "a route leads to a subset of a Knative revision's private Service",
  sources: [
    'knative serving pkg/reconciler/serverlessservice: the private Service is made anew with each revision and belongs to the activator',
    'net-istio pkg/reconciler/ingress/resources: no DestinationRule of its own for it, so a subset brings only what the user writes',
  ],
  peers: [],
  on: ['VirtualService'],
  check(resource, context) {
    for (const kind of ['http', 'tls', 'tcp'] as const) {
      for (const route of itemsOf(resource.at('spec', kind))) {
        for (const target of itemsOf(at(route, 'route'))) {
          const destination = at(target, 'destination');
          const host = at(destination, 'host');
          const text = stringOf(host);
          if (!isMap(destination) || !host || text === undefined || !at(destination, 'subset')) continue;
          if (!revisionOf(text.split('.')[0] ?? '')?.private) continue;
          context.report({
            at: host,
            message: {
              what: `${text} is the private Service of one Knative revision`,
              why: 'it goes with the revision, and the subset takes the TLS settings of its own DestinationRule alone',
              todo: "Route to the component's host, and let Knative choose the revision",
            },
          });
        }
      }
    }
  },
});

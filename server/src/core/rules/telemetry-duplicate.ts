import { given } from '../model/given';
import { POD_KINDS } from '../model/pods';
import type { Resource } from '../model/resource';
import { rivalOf } from '../model/rivals';
import { looksLikePatch } from '../schema/report';
import { defineRule } from './define';

export default defineRule({
  id: 'telemetry-duplicate',
  severity: 'warning',
  summary: 'several Telemetries are for a whole namespace (information: for the same pods)',
  sources: [
    'istio pilot/pkg/model/telemetry.go namespaceWideTelemetryConfig: the first without a selector, in order of creation; with selectors all that fit are added up in that order',
  ],
  peers: ['IST0159', 'IST0160'],
  on: ['Telemetry'],
  reads: ['Telemetry', ...POD_KINDS],
  check(resource, context) {
    const rival = rivalOf(context, resource, (each) => looksLikePatch(each) || isTargeted(each));
    if (!rival) return;
    const { other, pods, wide, sure } = rival;
    context.report({
      at: resource.headNode,
      severity: wide && sure ? 'warning' : 'information',
      message: {
        what: `Telemetry ${other.name} is for ${wide ? `all of namespace ${context.namespaceOf(resource)}` : pods ? `the pods of ${pods.name ?? 'one workload'}` : 'the same pods'} too`,
        why: wide
          ? 'Istio takes the one that was created first and ignores the other, whatever the order of the files'
          : 'Istio adds them up in the order of their creation, so which has the last word is not in the files',
        todo: 'Merge them into one Telemetry',
      },
      related: [{ document: other.document, span: other.headNode.span, message: 'The other one' }],
    });
  },
});

const isTargeted = (resource: Resource): boolean =>
  given(resource.at('spec', 'targetRefs')) !== 'no' || given(resource.at('spec', 'targetRef')) !== 'no';

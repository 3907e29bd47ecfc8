import { likelySlip } from '../model/nearest';
import { POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import type { Selector } from '../model/selector';
import { readService } from '../model/service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'service-selector-no-pods',
  severity: 'warning',
  summary: 'the selector of a Service takes no pods of the files, but is one slip away from some',
  sources: ['Kubernetes: a Service has the pods as endpoints that have all labels of its selector'],
  peers: ['KIA0701, in part'],
  on: ['Service'],
  reads: [...POD_KINDS],
  fromAbsence: true,
  check(resource, context) {
    const service = resource.read(readService);
    if (service.unknown || service.selector.size === 0 || isBroken(resource) || isPlacedUnknown(resource)) return;
    const pods = podGroupsIn(context, context.namespaceOf(resource));
    const asked = (labels: ReadonlyMap<string, string>): Selector => ({ node: undefined, labels, unknown: false });
    if (pods.length === 0 || pods.some((each) => selectsPods(asked(service.selector), each) !== false)) return;
    for (const [key, value] of service.selector) {
      const rest = asked(new Map([...service.selector].filter(([each]) => each !== key)));
      const left = pods.filter((each) => selectsPods(rest, each) === true);
      const right = likelySlip(
        value,
        left.flatMap((each) => each.labels.get(key) ?? []),
        [],
      );
      const node = entryOf(resource.at('spec', 'selector'), key)?.value;
      if (!right || !isScalar(node)) continue;
      context.report({
        at: node,
        message: {
          what: `No pods of the files have ${key}: ${value}`,
          why: `there are some with ${right}, so the Service leads nowhere`,
          todo: `Write ${right} if that is meant`,
        },
        fixes: node.alias ? [] : [replaceFix(resource, node, right, false)],
      });
      return;
    }
  },
});

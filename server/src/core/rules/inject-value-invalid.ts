import { markValue, readPodMarks } from '../model/injection';
import { isBroken, WORKLOAD_KINDS } from '../model/workload';
import { isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

const YES = /^(?:true|yes|y|on|1|enabled?)$/i;
const NO = /^(?:false|no|n|off|0|disabled?)$/i;

export default defineRule({
  id: 'inject-value-invalid',
  severity: 'error',
  summary: 'sidecar.istio.io/inject has another value than "true" or "false", which the injector takes for none',
  sources: ['istio pkg/kube/inject/inject.go injectRequired: any other value falls back to the default policy'],
  peers: ['IST0125, in part'],
  on: WORKLOAD_KINDS,
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { label, annotation } of resource.read(readPodMarks)) {
      for (const entry of [label, annotation]) {
        const value = markValue(entry);
        if (!entry || !value || value === 'true' || value === 'false' || !isScalar(entry.value)) continue;
        const { value: node } = entry;
        const meant = YES.test(value.trim()) ? ['true'] : NO.test(value.trim()) ? ['false'] : ['true', 'false'];
        context.report({
          at: node,
          message: {
            what: `${value} is no value of ${entry.key.text}`,
            why: 'Istio takes only "true" and "false", and treats anything else as if nothing were written',
            todo: `Write ${meant.map((each) => `"${each}"`).join(' or ')}`,
          },
          fixes: node.alias ? [] : meant.map((each) => replaceFix(resource, node, each, meant.length === 1)),
        });
      }
    }
  },
});

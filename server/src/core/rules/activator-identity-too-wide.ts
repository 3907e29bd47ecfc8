import { readAuthorizationPolicy } from '../model/authorization-policy';
import { runsOnKnative } from '../model/burst-capacity';
import { kserveConfigMaps } from '../model/kserve-config';
import { reaches } from '../model/policy-reach';
import { isPlacedUnknown } from '../model/workload';
import { PROBE_PATHS } from '../platform/knative';
import { removeEntry } from '../yaml/edit-yaml';
import { entryOf, isMap } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'activator-identity-too-wide',
  severity: 'information',
  summary: "probes and metrics are opened to Knative's whole namespace, where two of its accounts are enough",
  sources: [
    'knative serving config/core/deployments: the activator runs as service account activator, the autoscaler as controller',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['ConfigMap', 'InferenceService'],
  check(resource, context) {
    const { platform } = context;
    const { knativeNamespace, trustDomain } = platform;
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.targetRefs.length > 0 || isPlacedUnknown(resource)) return;
    const accounts = ['activator', 'controller'].map((name) => `${trustDomain}/ns/${knativeNamespace}/sa/${name}`);
    for (const rule of policy.rules) {
      // Rules that open more than probes are told by activator-identity-trusted.
      const probes = rule.to?.every(({ fields, unknown }) => {
        const paths = fields.get('paths');
        return (
          !unknown && paths && paths.items.length > 0 && paths.items.every(({ node }) => PROBE_PATHS.has(node.text))
        );
      });
      if (rule.unknown || !probes) continue;
      for (const source of rule.from ?? []) {
        const list = source.fields.get('namespaces');
        const value = list?.items.find((item) => item.value === knativeNamespace);
        if (!list || !value || list.unknown) continue;
        const models = context.inNamespace('InferenceService', context.namespaceOf(resource));
        const reached = models.some(
          (each) =>
            reaches(policy.selector, each) && runsOnKnative(each, platform, () => context.derive(kserveConfigMaps)),
        );
        if (!reached) continue;
        const { node } = source;
        const alone = list.items.length === 1 && isMap(node) && !node.alias && !source.fields.has('principals');
        context.report({
          at: value.node,
          message: {
            what: `Every workload of ${knativeNamespace} may ask for these paths`,
            why: 'the activator probes and the autoscaler reads metrics, and each of them has an account of its own',
            todo: `Use principals: ${accounts.join(', ')}`,
          },
          fixes: alone
            ? [
                fixIn(
                  resource,
                  'Use the principals of activator and autoscaler',
                  () => {
                    const { text } = resource.document;
                    if (node.entries.length > 1)
                      return [
                        removeEntry(text, node, entryOf(node, 'namespaces')!),
                        addField(text, node, 'principals', accounts),
                      ];
                    const entry = node.entries[0]!;
                    return [
                      { span: entry.key.span, newText: 'principals' },
                      {
                        span: entry.value.span,
                        newText: `[${accounts.map((each) => JSON.stringify(each)).join(', ')}]`,
                      },
                    ];
                  },
                  false,
                ),
              ]
            : [],
        });
      }
    }
  },
});

import { runsOnKnative } from '../model/burst-capacity';
import { kserveConfigMaps } from '../model/kserve-config';
import { topLevelHosts } from '../model/kserve-ingress';
import { sourceOf, specTexts } from '../model/text-values';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';
import { fixIn } from './fix';

/** `name.namespace` or `name.namespace.svc` as a whole host: in a URL, before a port or a path, or alone. */
const SHORT_HOST = /(?<![\w.@-])([a-z][-a-z0-9]*)\.([a-z0-9][-a-z0-9]*)(\.svc)?(?=[:/"'\s]|$)/gm;

export default defineRule({
  id: 'isvc-top-host-short',
  severity: 'hint',
  summary: "a model's top-level host is written in short, which KServe's route does not match",
  sources: [
    'kserve pkg/constants HostRegExp, since pull request 3779: the route matches the full name only (seen with its own code and a real Envoy: 404 for short names)',
  ],
  peers: [],
  on: ['InferenceGraph', 'InferenceService', 'KnativeService', 'Deployment', 'StatefulSet', 'Job', 'CronJob', 'Pod'],
  reads: ['ConfigMap', 'InferenceService'],
  check(resource, context) {
    const { clusterDomain } = context.platform;
    for (const node of resource.read(specTexts)) {
      if (node.alias || node.origin) continue;
      for (const match of sourceOf(resource, node).matchAll(SHORT_HOST)) {
        const [short, name, namespace] = match;
        const model = context
          .inNamespace('InferenceService', namespace!)
          .find((each) => each.name === name && !isPlacedUnknown(each));
        if (!model || !runsOnKnative(model, context.platform, () => context.derive(kserveConfigMaps))) continue;
        if (topLevelHosts(context) !== true) continue;
        const span = { start: node.span.start + match.index, end: node.span.start + match.index + short.length };
        const full = `${name}.${namespace}.svc.${clusterDomain}`;
        context.report({
          at: span,
          message: {
            what: `${short} is answered by 404`,
            why: `KServe routes InferenceService ${name} by its full name only; short names work for the predictor's own host`,
            todo: `Write ${full}`,
          },
          fixes: [fixIn(resource, `Replace by ${full}`, () => ({ span, newText: full }))],
          related: [{ document: model.document, span: model.headNode.span, message: 'The InferenceService' }],
        });
      }
    }
  },
});

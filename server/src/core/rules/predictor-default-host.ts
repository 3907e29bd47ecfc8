import type { Resource } from '../model/resource';
import { sourceOf, specTexts } from '../model/text-values';
import type { Span } from '../text/span';
import { defineRule } from './define';
import { fixIn } from './fix';

/** A component's host or Service of KServe before 0.11, with what follows it in a host. */
const OLD_HOST =
  /(?<![\w.-])([a-z][-a-z0-9]*-(?:predictor|transformer|explainer))(-default)(?=\.[a-z0-9{$]|[:/]|["']?$)/gm;

export default defineRule({
  id: 'predictor-default-host',
  severity: 'warning',
  summary:
    'a host ends in -predictor-default (or -transformer-default, -explainer-default), as components were called before KServe 0.11',
  sources: [
    'kserve pull request 2508, v0.11.0: new components are called without -default',
    'kserve pull request 4178, v0.16.0: the old names are gone',
  ],
  peers: [],
  on: [
    'VirtualService',
    'DestinationRule',
    'ServiceEntry',
    'AuthorizationPolicy',
    'HTTPRoute',
    'InferenceGraph',
    'InferenceService',
    'KnativeService',
    'Deployment',
    'StatefulSet',
    'Job',
    'CronJob',
    'Pod',
  ],
  check(resource, context) {
    if (!resource.document.text.includes('-default')) return;
    for (const node of resource.read(specTexts)) {
      if (node.alias || node.origin) continue;
      for (const { name, span, suffix } of mentions(resource, node)) {
        context.report({
          at: span,
          message: {
            what: `KServe no longer makes ${name}-default`,
            why: 'components have been called without -default since version 0.11, and 0.16 dropped the old names',
            todo: `Write ${name}`,
          },
          fixes: [fixIn(resource, `Replace by ${name}`, () => ({ span: suffix, newText: '' }))],
        });
      }
    }
  },
});

interface Mention {
  readonly name: string;
  readonly span: Span;
  readonly suffix: Span;
}

function mentions(resource: Resource, node: Parameters<typeof sourceOf>[1]): Mention[] {
  return [...sourceOf(resource, node).matchAll(OLD_HOST)].map((match) => {
    const start = node.span.start + match.index;
    const middle = start + match[1]!.length;
    const end = start + match[0].length;
    return { name: match[1]!, span: { start, end }, suffix: { start: middle, end } };
  });
}

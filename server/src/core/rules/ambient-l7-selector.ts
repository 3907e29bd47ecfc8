import { ambientNamespace, lossFor, readWaypointUse } from '../model/ambient';
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isForGateway } from '../model/policy-scope';
import { httpLists } from '../model/policy-values';
import { readService } from '../model/service';
import { isPlacedUnknown } from '../model/workload';
import type { TextEdit } from '../text/edit';
import { removeEntry } from '../yaml/edit-yaml';
import { entryOf, isMap, type YamlNode } from '../yaml/node';
import { addField, addFirstField } from '../yaml/write-yaml';
import { defineRule, type RuleContext } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'ambient-l7-selector',
  severity: 'warning',
  summary:
    'a policy that needs HTTP selects pods in an ambient namespace, where the waypoint takes only policies attached by targetRefs',
  sources: [
    'istio docs, ambient/usage/l7-features: policies for a waypoint are attached to it or to a Service by targetRefs; a selector attaches them to ztunnel',
  ],
  peers: ['KIA0110', 'KIA1115', 'IST0166'],
  on: ['AuthorizationPolicy'],
  reads: ['Namespace', 'Service'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (isPlacedUnknown(resource) || isForGateway(policy) || policy.unknown) return;
    const { node } = policy.selector;
    const [http] = policy.rules.flatMap((rule) => httpLists(rule));
    if (!node || !http || policy.selector.labels.size === 0) return;
    const name = context.namespaceOf(resource);
    const namespace = ambientNamespace(context, name);
    const use = namespace?.read(readWaypointUse);
    // Without a waypoint that is the first thing to say, by ambient-l7-without-waypoint.
    if (!namespace || !use || use.name === 'none' || use.name === undefined) return;
    const services = servicesOf(policy.selector.labels, name, context);
    const service = services.length === 1 ? services[0] : undefined;
    context.report({
      at: entryOf(resource.at('spec'), 'selector')?.key ?? node,
      message: {
        what: `The waypoint ${use.name} does not look at a policy with a selector`,
        why: `a selector hands the policy to ztunnel, which does not read HTTP: ${lossFor(policy.action)}`,
        todo: `Attach it by targetRefs to ${service ? `Service ${service}` : 'the Service'}, or to the waypoint`,
      },
      fixes: service
        ? [
            fixIn(
              resource,
              `Attach it to Service ${service} instead`,
              () => attach(resource.document.text, resource.at('spec'), service),
              false,
            ),
          ]
        : [],
      related: [{ document: namespace.document, span: use.entry.key.span, message: 'The namespace uses a waypoint' }],
    });
  },
});

/** Services that select pods by labels of which the policy asks for each, or the other way round. */
const servicesOf = (labels: ReadonlyMap<string, string>, namespace: string, context: RuleContext): string[] =>
  context.inNamespace('Service', namespace).flatMap((each) => {
    const { selector } = each.read(readService);
    const same = selector.size > 0 && [...selector].every(([key, value]) => labels.get(key) === value);
    return same && each.name !== undefined ? [each.name] : [];
  });

function attach(text: string, spec: YamlNode | undefined, service: string): TextEdit[] {
  const selector = entryOf(spec, 'selector');
  if (!isMap(spec) || !selector || selector.merged) return [];
  const refs = [{ kind: 'Service', group: '', name: service }];
  const removed = removeEntry(text, spec, selector);
  const first = spec.entries[0] === selector;
  return [removed, first ? addField(text, spec, 'targetRefs', refs) : addFirstField(text, spec, 'targetRefs', refs)];
}

import { envoyPatches } from '../model/envoy-filter';
import { givenIn } from '../model/given';
import type { Resource } from '../model/resource';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { isUnknown } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

const RELATIVE: ReadonlySet<string> = new Set(['INSERT_BEFORE', 'INSERT_AFTER', 'REPLACE', 'REMOVE']);

export default defineRule({
  id: 'envoy-filter-order',
  severity: 'hint',
  summary:
    'a patch depends on what is there already, and the EnvoyFilter has no priority (information: another EnvoyFilter brings it)',
  sources: [
    'istio-api networking/v1alpha3 EnvoyFilter.priority: those of the root namespace first, then by priority, creation time and name',
  ],
  peers: ['IST0151', 'IST0155'],
  on: ['EnvoyFilter'],
  reads: ['EnvoyFilter'],
  check(resource, context) {
    const spec = resource.at('spec');
    if (isBroken(resource) || isPlacedUnknown(resource) || isUnknown(spec)) return;
    if (givenIn(spec, 'priority') !== 'no' && !isZero(resource)) return;
    for (const { operation, operationNode, reference } of envoyPatches(resource)) {
      if (operation === undefined || !operationNode || !RELATIVE.has(operation)) continue;
      const other = reference === undefined ? undefined : bringer(reference, resource, context);
      context.report({
        at: operationNode,
        severity: other ? 'information' : 'hint',
        message: {
          what: other
            ? `${operation} works only after ${other.name ?? 'the other EnvoyFilter'}, which brings ${reference}`
            : `${operation} depends on what other EnvoyFilters have done before`,
          why: 'without a priority the older one goes first, and which is older the files do not say',
          todo: 'Set spec.priority: lower numbers go first',
        },
        related: other
          ? [{ document: other.document, span: other.headNode.span, message: 'It brings the filter' }]
          : [],
      });
    }
  },
});

const isZero = (resource: Resource): boolean => {
  const node = resource.at('spec', 'priority');
  return node?.kind === 'scalar' && node.value === 0;
};

/** Another EnvoyFilter of the same namespace, without a priority too, that adds the named filter. */
const bringer = (reference: string, resource: Resource, context: RuleContext): Resource | undefined =>
  context
    .inNamespace('EnvoyFilter', context.namespaceOf(resource))
    .find(
      (each) =>
        each !== resource &&
        (givenIn(each.at('spec'), 'priority') === 'no' || isZero(each)) &&
        envoyPatches(each).some(
          ({ operation, brings }) =>
            brings === reference && (operation === 'ADD' || operation?.startsWith('INSERT') === true),
        ),
    );

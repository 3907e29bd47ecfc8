/** Which InferenceServices an AuthorizationPolicy reaches, and what its sources say about identities. */

import type { Platform } from '../platform/platform';
import { stringsOf } from '../yaml/node';
import {
  type AuthorizationPolicy,
  type Match,
  readAuthorizationPolicy,
  type SourceField,
  type Value,
} from './authorization-policy';
import { knownStrings } from './gateway';
import type { Resource } from './resource';
import { type Selector, selects } from './selector';
import { wildcardMatches } from './wildcard';

const COMPONENTS = ['predictor', 'transformer', 'explainer'] as const;

/**
 * Labels that KServe and Knative put on a component's pods (kserve constants.go, knative serving revision resources), with the
 * InferenceService's and the component's own.
 */
function podLabels(resource: Resource, component: string): Map<string, string> {
  const labels = new Map([
    ...knownStrings(resource.at('metadata', 'labels')),
    ...knownStrings(resource.at('spec', component, 'labels')),
  ]);
  if (resource.name !== undefined) {
    labels.set('serving.kserve.io/inferenceservice', resource.name);
    labels.set('serving.knative.dev/service', `${resource.name}-${component}`);
  }
  return labels.set('component', component);
}

/** True when pods of the InferenceService certainly carry the selector's labels. */
export const reaches = (selector: Selector, service: Resource): boolean =>
  !selector.unknown && service.read(componentLabels).some((labels) => selects(selector, labels));

const componentLabels = (service: Resource): readonly ReadonlyMap<string, string>[] =>
  COMPONENTS.filter((component) => service.at('spec', component)).map((component) => podLabels(service, component));

const IDENTITY_FIELDS = [
  'principals',
  'notPrincipals',
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
] as const;

/** Namespace named by a `principals` or `serviceAccounts` value, wildcards and all. */
function namespaceIn(field: SourceField, value: string): string | undefined {
  if (field.toLowerCase().endsWith('principals')) return /(?:^|\/)ns\/([^/]+)\/?/.exec(value)?.[1];
  if (field.toLowerCase().endsWith('serviceaccounts')) return value.includes('/') ? value.split('/')[0] : undefined;
  return value;
}

/**
 * True when the policy lets in or keeps out callers by who they are, not counting Knative's own components.
 * @param others namespaces that do not count either
 */
export const tellsCallersApart = (
  policy: AuthorizationPolicy,
  platform: Platform,
  others: readonly string[] = [],
): boolean =>
  (policy.action === 'ALLOW' || policy.action === 'DENY') &&
  policy.targetRefs.length === 0 &&
  policy.rules.some((rule) =>
    rule.from?.some((source) =>
      IDENTITY_FIELDS.some((field) =>
        source.fields
          .get(field)
          ?.items.some(
            ({ value }) =>
              value !== undefined &&
              value !== '*' &&
              namespaceIn(field, value) !== platform.knativeNamespace &&
              !others.includes(namespaceIn(field, value) ?? ''),
          ),
      ),
    ),
  );

/** Values of a source that let Knative's activator in (it runs as `activator` in Knative's namespace; knative serving activator.yaml). */
export const activatorValues = (source: Match<SourceField>, platform: Platform): readonly Value[] =>
  valuesFor(source, platform, { namespace: platform.knativeNamespace, accounts: ['activator'] });

/** Values of a source that let the ingress gateway's pods in. */
export const gatewayValues = (source: Match<SourceField>, platform: Platform): readonly Value[] =>
  valuesFor(source, platform, { namespace: platform.gatewayNamespace, accounts: platform.gatewayServiceAccounts });

/** None where the source asks for more than an identity, or for another one as well. */
function valuesFor(
  source: Match<SourceField>,
  { trustDomain }: Platform,
  { namespace, accounts }: { readonly namespace: string; readonly accounts: readonly string[] },
): readonly Value[] {
  const known = new Set<SourceField>(['namespaces', 'principals', 'serviceAccounts', 'trustDomains']);
  if (source.unknown || source.fields.size === 0 || [...source.fields.keys()].some((field) => !known.has(field)))
    return [];
  const principals = [trustDomain, 'cluster.local'].flatMap((domain) =>
    accounts.map((account) => `${domain}/ns/${namespace}/sa/${account}`),
  );
  const tests: Partial<Record<SourceField, (value: string) => boolean>> = {
    namespaces: (value) => value !== '*' && wildcardMatches(value, namespace),
    principals: (value) =>
      value.includes(`ns/${namespace}/`) && principals.some((principal) => wildcardMatches(value, principal)),
    serviceAccounts: (value) => accounts.some((account) => value === `${namespace}/${account}`),
  };
  const values: Value[] = [];
  for (const [field, list] of source.fields) {
    const test = tests[field];
    if (!test) continue;
    const hits = list.items.filter(({ value }) => value !== undefined && test(value));
    // The fields of one source are all required: one that keeps them out settles it.
    if (hits.length === 0) return [];
    values.push(...hits);
  }
  return values;
}

const ACTIVATOR_LABELS: ReadonlyMap<string, string> = new Map([
  ['app', 'activator'],
  ['role', 'activator'],
]);
const fitsActivator = (labels: ReadonlyMap<string, string>): boolean =>
  [...labels].every(([key, value]) => ACTIVATOR_LABELS.get(key) === value);

/** True when something in Knative's namespace keeps some callers from the activator's pods; whom, is not judged. */
export const guardsActivator = (networkPolicies: readonly Resource[], policies: readonly Resource[]): boolean =>
  networkPolicies.some((each) => {
    const types = stringsOf(each.at('spec', 'policyTypes'));
    const ingress = types.length === 0 || types.includes('Ingress');
    return ingress && fitsActivator(knownStrings(each.at('spec', 'podSelector', 'matchLabels')));
  }) ||
  policies.some((each) => {
    const { action, selector, rules } = each.read(readAuthorizationPolicy);
    if (!fitsActivator(selector.labels) || selector.unknown) return false;
    return action === 'DENY' ? rules.length > 0 : action === 'ALLOW' && rules.every((rule) => rule.from ?? rule.when);
  });

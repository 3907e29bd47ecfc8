import { mayAdmit } from '../model/admits';
import { type AuthorizationPolicy, type PolicyRule, readAuthorizationPolicy } from '../model/authorization-policy';
import { knownMode } from '../model/deployment-mode';
import { needsToken, refusesWithoutToken } from '../model/jwt-demand';
import { kserveConfigMaps } from '../model/kserve-config';
import { reaches } from '../model/policy-reach';
import { isDryRun, policiesFor } from '../model/policy-scope';
import { wildcardMatches } from '../model/wildcard';
import { isPlacedUnknown } from '../model/workload';
import { entryOf, isMap } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

/** Asked for by the activator and by the autoscaler (knative serving pkg/activator/net, pkg/autoscaler/metrics). */
const NEEDED = ['/healthz', '/metrics'] as const;

export default defineRule({
  id: 'jwt-blocks-platform',
  severity: 'error',
  summary: "a policy asks every caller of a Knative model for a token, also Knative's own probes",
  sources: [
    'knative docs, serving/istio-authorization: /healthz and /metrics must stay open to knative-serving',
    'kserve#1558, kserve#2654: revisions that never become ready',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy', 'ConfigMap', 'InferenceService'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.unknown || policy.selector.unknown || policy.targetRefs.length > 0 || isPlacedUnknown(resource)) return;
    if (isDryRun(resource)) return;
    const namespace = context.namespaceOf(resource);
    const { rootNamespace } = context.platform;
    const models = (
      namespace === rootNamespace ? context.all('InferenceService') : context.inNamespace('InferenceService', namespace)
    ).filter(
      (each) =>
        reaches(policy.selector, each) &&
        knownMode(each, context.platform, () => context.derive(kserveConfigMaps))?.mode === 'Knative',
    );
    const model = models[0];
    if (!model) return;
    const rule = policy.action === 'DENY' ? policy.rules.find((each) => denies(each)) : allowing();
    if (!rule) return;
    const node =
      policy.action === 'DENY' ? rule.from!.find((each) => each.fields.has('notRequestPrincipals')) : undefined;
    const list =
      node?.fields.get('notRequestPrincipals')?.key ??
      rule.from?.flatMap((each) => each.fields.get('requestPrincipals')?.key ?? [])[0] ??
      rule.when?.find((each) => each.key)?.key?.node ??
      rule.node;
    context.report({
      at: list,
      message: {
        what: `Knative's own requests to ${model.name} carry no token, and this refuses them`,
        why: `the activator's probe of /healthz and the autoscaler's scrape of /metrics fail, so the model never becomes ready or never scales`,
        todo:
          policy.action === 'DENY'
            ? 'Leave these paths out: to.operation.notPaths with /healthz and /metrics'
            : `Add a rule that lets ${context.platform.knativeNamespace} in on /healthz and /metrics`,
      },
      fixes:
        policy.action === 'DENY' && isMap(rule.node) && !entryOf(rule.node, 'to') && !rule.node.alias
          ? [
              fixIn(
                resource,
                'Leave /healthz and /metrics out',
                () =>
                  addField(resource.document.text, rule.node as never, 'to', [
                    { operation: { notPaths: ['/healthz', '/metrics'] } },
                  ]),
                false,
              ),
            ]
          : [],
      related: [{ document: model.document, span: model.headNode.span, message: 'A model that it selects' }],
    });

    function denies(each: PolicyRule): boolean {
      if (each.unknown || each.when || !refusesWithoutToken(each)) return false;
      const { knativeNamespace } = context.platform;
      const hit = each.from!.some(({ fields, unknown }) => {
        if (unknown || !fields.get('notRequestPrincipals')?.items.some(({ value }) => value === '*')) return false;
        // Any other test of the source may leave Knative out.
        const others = [...fields.keys()].filter((field) => field !== 'notRequestPrincipals');
        if (others.length === 0) return true;
        const namespaces = fields.get('notNamespaces');
        return (
          others.length === 1 &&
          !!namespaces &&
          !namespaces.items.some(({ value }) => value === undefined || wildcardMatches(value, knativeNamespace))
        );
      });
      if (!hit) return false;
      if (!each.to) return true;
      return each.to.some(({ fields, unknown }) => {
        if (unknown || [...fields.keys()].some((field) => field !== 'notPaths' && field !== 'paths')) return false;
        return NEEDED.some((path) => {
          const paths = fields.get('paths');
          const not = fields.get('notPaths');
          const in_ = (values: typeof paths) =>
            values?.items.some(({ value }) => value === undefined || /[{]/.test(value) || wildcardMatches(value, path));
          return (
            (!paths || paths.items.some(({ value }) => value !== undefined && wildcardMatches(value, path))) &&
            !in_(not)
          );
        });
      });
    }

    /** The first rule, when all ALLOW rules that reach the model ask for a token. */
    function allowing(): PolicyRule | undefined {
      if (policy.action !== 'ALLOW' || policy.rules.length === 0 || !policy.rules.every(needsToken)) return undefined;
      const place = context.namespaceOf(model!);
      const others = policiesFor(context, place).filter(
        (each: AuthorizationPolicy) => each.action === undefined || each.action === 'ALLOW',
      );
      const open = others.some(
        (each) =>
          each.unknown ||
          each.selector.unknown ||
          (reaches(each.selector, model!) && !isDryRun(each.resource) && !each.rules.every(needsToken)),
      );
      if (open) return undefined;
      // Where the sources keep Knative out anyway, the token is not what is at fault.
      const { knativeNamespace, trustDomain } = context.platform;
      const activator = {
        trustDomains: [trustDomain, 'cluster.local'],
        namespace: knativeNamespace,
        accounts: ['activator'],
        paths: ['/healthz'],
      };
      return mayAdmit(policy, activator) ? policy.rules[0] : undefined;
    }
  },
});

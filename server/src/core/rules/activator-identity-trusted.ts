import {
  type AuthorizationPolicy,
  type Match,
  type OperationField,
  type PolicyRule,
  readAuthorizationPolicy,
  type SourceField,
  type Value,
} from '../model/authorization-policy';
import { runsOnKnative } from '../model/burst-capacity';
import { kserveConfigMaps } from '../model/kserve-config';
import { activatorValues, guardsActivator, reaches } from '../model/policy-reach';
import { isPlacedUnknown } from '../model/workload';
import { PROBE_PATHS, SCRAPE_PORTS } from '../platform/knative';
import type { TextEdit } from '../text/edit';
import { removeItem } from '../yaml/edit-yaml';
import { entryOf, isMap, isNull, isSeq, toValue, type YamlNode } from '../yaml/node';
import { addField, addValue, type Plain } from '../yaml/write-yaml';
import { defineRule, type Fix, type RuleContext } from './define';
import { fixIn } from './fix';

/** Paths that the activator and the autoscaler ask for themselves. */
const NEEDED_PATHS = ['/healthz', '/metrics'];

export default defineRule({
  id: 'activator-identity-trusted',
  severity: 'warning',
  summary:
    "an ALLOW rule admits Knative's activator to every path of a model, and with it anyone who can reach the activator",
  sources: [
    "Knative's activator forwards requests as its own identity (knative serving issue 12466, net-istio issue 554)",
    "seen with the activator's and queue-proxy's own binaries: it forwards for any caller that names a revision by header or by Host, whatever the SKS mode",
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy', 'ConfigMap', 'InferenceService', 'NetworkPolicy'],
  check(resource, context) {
    const { platform } = context;
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.targetRefs.length > 0 || isPlacedUnknown(resource)) return;
    const hits = policy.rules.flatMap((rule) => trusting(rule, context));
    if (hits.length === 0) return;
    const namespace = context.namespaceOf(resource);
    const services = (
      namespace === platform.rootNamespace
        ? context.all('InferenceService')
        : context.inNamespace('InferenceService', namespace)
    ).filter(
      (service) =>
        !isPlacedUnknown(service) &&
        reaches(policy.selector, service) &&
        runsOnKnative(service, platform, () => context.derive(kserveConfigMaps)),
    );
    const [service] = services;
    if (!service) return;
    const guarded = guardsActivator(
      context.inNamespace('NetworkPolicy', platform.knativeNamespace),
      context.inNamespace('AuthorizationPolicy', platform.knativeNamespace),
    );
    for (const { rule, source, value } of hits) {
      context.report({
        at: value.node,
        severity: guarded ? 'information' : undefined,
        message: {
          what: `This rule opens every path of InferenceService ${service.name ?? ''}${services.length > 1 ? ` (and ${services.length - 1} more)` : ''} to Knative's activator`,
          why: guarded
            ? `the activator forwards for whoever may reach it, under its own identity, so the policy that guards ${platform.knativeNamespace} now decides who calls your models`
            : 'whoever can reach the activator, from any namespace, borrows its identity, and target burst capacity "0" does not prevent that',
          todo: `Limit the rule to the paths that Knative itself needs (${NEEDED_PATHS.join(', ')}), and keep the activator off the path by target burst capacity "0" and a minimum of one replica`,
        },
        fixes: fixesFor(policy, rule, source, value, context),
        related: services.slice(0, 3).map((each) => ({
          document: each.document,
          span: each.headNode.span,
          message: 'This InferenceService runs on Knative and is reached by the rule',
        })),
      });
    }
  },
});

interface Hit {
  readonly rule: PolicyRule;
  readonly source: Match<SourceField>;
  readonly value: Value;
}

function trusting(rule: PolicyRule, { platform }: RuleContext): Hit[] {
  // A condition may ask for a token or a header: what it keeps out is not for this rule to guess.
  if (rule.unknown || rule.when || isLimited(rule)) return [];
  return (rule.from ?? []).flatMap((source) =>
    activatorValues(source, platform).map((value) => ({ rule, source, value })),
  );
}

/** Every operation of the rule is limited to probes and metrics, or to hosts that a request from the activator never carries. */
function isLimited(rule: PolicyRule): boolean {
  return rule.to?.every(isProbe) === true;
}

function isProbe({ fields }: Match<OperationField>): boolean {
  const within = (field: OperationField, allowed: ReadonlySet<string>) => {
    const values = fields.get(field);
    // An empty list limits nothing.
    return (values?.items ?? []).length > 0 && values!.items.every(({ node }) => allowed.has(node.text));
  };
  return within('paths', PROBE_PATHS) || within('ports', SCRAPE_PORTS) || fields.has('hosts');
}

function fixesFor(
  policy: AuthorizationPolicy,
  rule: PolicyRule,
  source: Match<SourceField>,
  value: Value,
  context: RuleContext,
): Fix[] {
  const { resource, rulesNode } = policy;
  const { text } = resource.document;
  const title = `Limit this rule to ${NEEDED_PATHS.join(' and ')}`;
  const alone =
    rule.from!.every((each) => valuesOf(each).length === activatorValues(each, context.platform).length) &&
    isMap(rule.node) &&
    !rule.node.alias;
  const limit = alone ? () => limitWhole(text, rule) : () => split(text, policy, rule, source, value);
  const fixes = limit() ? [fixIn(resource, title, () => limit() ?? [], false)] : [];
  const probed = policy.rules.some(
    (each) =>
      each !== rule &&
      !each.unknown &&
      !each.when &&
      isLimited(each) &&
      NEEDED_PATHS.every((path) =>
        each.to!.some((one) => one.fields.get('paths')?.items.some((item) => item.value === path)),
      ) &&
      each.from?.some((one) => activatorValues(one, context.platform).length > 0),
  );
  if (alone && probed && isSeq(rulesNode) && rulesNode.items.length > 1) {
    fixes.push(
      fixIn(
        resource,
        'Remove this rule: another one lets probes and metrics in',
        () => removeItem(text, rulesNode, rule.node),
        false,
      ),
    );
  }
  return fixes;
}

const valuesOf = (source: Match<SourceField>): readonly Value[] =>
  [...source.fields.values()].flatMap((list) => list.items);

const PROBES: Plain = [{ operation: { paths: NEEDED_PATHS } }];

/** Adds `to`, or puts the paths into the operations that are there; `undefined` when comments would be lost. */
function limitWhole(text: string, rule: PolicyRule): TextEdit[] | undefined {
  if (!isMap(rule.node)) return undefined;
  const to = entryOf(rule.node, 'to');
  if (!to) return [addField(text, rule.node, 'to', PROBES)];
  if (!rule.to || isNull(to.value)) return undefined;
  const edits: TextEdit[] = [];
  for (const operation of rule.to.filter((each) => !isProbe(each))) {
    const paths = operation.fields.get('paths');
    const methods = operation.fields.get('methods');
    if (paths) {
      if (!isReplaceable(text, paths.node)) return undefined;
      edits.push({ span: paths.node.span, newText: flowList(NEEDED_PATHS) });
    } else {
      if (!isMap(operation.node) || entryOf(operation.node, 'operation')) return undefined;
      edits.push(addField(text, operation.node, 'paths', NEEDED_PATHS));
    }
    // Probes and scrapes are GET requests.
    if (methods && !methods.items.some(({ value }) => value === 'GET' || value === '*')) {
      if (!isReplaceable(text, methods.node)) return undefined;
      edits.push({ span: methods.node.span, newText: flowList(['GET']) });
    }
  }
  return edits;
}

const flowList = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

/** A list written in flow style without comments: nothing but its values would be lost. */
const isReplaceable = (text: string, node: YamlNode): boolean =>
  isSeq(node) && node.flow && !node.alias && !text.slice(node.span.start, node.span.end).includes('#');

/** Takes the activator's value out of a rule that also admits others, into a rule of its own with the probe paths. */
function split(
  text: string,
  policy: AuthorizationPolicy,
  rule: PolicyRule,
  source: Match<SourceField>,
  value: Value,
): TextEdit[] | undefined {
  const { rulesNode } = policy;
  const fields = [...source.fields];
  const field = fields.find(([, list]) => list.items.includes(value));
  if (!isSeq(rulesNode) || rulesNode.alias || !field) return undefined;
  const own = addValue(text, rulesNode, { from: [{ source: sourceOf(source, field[0], value) }], to: PROBES });
  const list = field[1].node;
  if (isSeq(list) && !list.alias && list.items.length > 1) return [removeItem(text, list, value.node), own];
  const from = isMap(rule.node) ? entryOf(rule.node, 'from')?.value : undefined;
  if (!isSeq(from) || from.alias || from.items.length < 2) return undefined;
  const item = from.items.find((each) => each === source.node || holds(each, source.node));
  return item ? [removeItem(text, from, item), own] : undefined;
}

const holds = (item: YamlNode, node: YamlNode): boolean =>
  isMap(item) && item.entries.some((entry) => entry.value === node);

/** The source again, with only the activator's value in its field. */
function sourceOf(source: Match<SourceField>, field: SourceField, value: Value): Plain {
  const result: Record<string, Plain> = {};
  for (const [name, list] of source.fields) {
    result[name] = name === field ? [value.value ?? ''] : ((toValue(list.node) as Plain) ?? []);
  }
  return result;
}

/** The AuthorizationPolicies before one workload: CUSTOM, DENY, ALLOW (AUDIT and dry runs change nothing). */
import type { AuthorizationPolicy, PolicyAction, PolicyRule } from '../model/authorization-policy';
import { stringOf, type YamlNode } from '../yaml/node';
import type { Placed } from './policies';
import type { Answer, MeshFacts, Reason } from './question';
import { type Judgement, matchRule, type Subject } from './rule-match';
import type { Truth } from './truth';

/** A policy that selects the proxy's workload, or may. */
export type Applying = { readonly policy: Placed<AuthorizationPolicy>; readonly selects: Truth };

interface Rule {
  readonly policy: Placed<AuthorizationPolicy>;
  readonly rule: PolicyRule;
  readonly index: number;
  /** `ns[..]-policy[..]-rule[i]`: Envoy's name for the rule. */
  readonly name: string;
  /** The policy certainly selects the workload, and is certainly enforced. */
  readonly certain: boolean;
  /** `Rule 2 of AuthorizationPolicy ns/name`. */
  readonly label: string;
  /** Why it does not match, by the part that fails: the same few over and over. */
  readonly misses: Map<YamlNode, Reason>;
}

interface CustomRule extends Rule {
  readonly provider: string;
  /** The workload's CUSTOM policies name more than one. */
  readonly several: boolean;
  /** Nobody is asked. */
  readonly denies: boolean;
  readonly customName: string;
}

interface RuleResult extends Judgement {
  readonly rule: Rule;
}

type Decision = Pick<Answer, 'verdict' | 'httpStatus' | 'details' | 'reasons'>;

/** The policies of one workload, sorted for many requests. */
export class Enforcement {
  readonly #any: boolean;
  readonly #custom: readonly CustomRule[];
  readonly #deny: readonly Rule[];
  readonly #allow: readonly Rule[];
  readonly #allowPolicies: readonly Applying[];
  /** Parts of policies that cannot be read, whatever the request. */
  readonly #unsure: readonly Reason[];

  constructor(all: readonly Applying[], mesh: MeshFacts) {
    const enforced = all.filter(({ policy }) => dryRunOf(policy) !== true);
    this.#any = all.length > 0;
    this.#allowPolicies = enforced.filter(({ policy }) => policy.spec.action === 'ALLOW');
    this.#allow = rulesOf(enforced, 'ALLOW');
    this.#deny = rulesOf(enforced, 'DENY');
    this.#custom = customRules(enforced, mesh);
    this.#unsure = enforced.flatMap(({ policy }) => [
      ...(policy.spec.action === undefined ? [unreadable(policy, 'action')] : []),
      ...(dryRunOf(policy) === undefined ? [unreadable(policy, 'dry-run annotation')] : []),
    ]);
  }

  /**
   * CUSTOM, DENY and ALLOW in Envoy's order.
   * @param tokenReasons why the token cannot be known; told when nothing else decides
   */
  decide(subject: Subject, tokenReasons: readonly Reason[]): Decision {
    const isHttp = subject.http !== undefined;
    const unsure: Reason[] = [];
    for (const rule of this.#custom) {
      const result = judge(rule, 'CUSTOM', subject);
      if (result.truth === false) continue;
      if (result.truth === true && rule.denies) return denial(isHttp, rule.customName, [customReason(result, rule)]);
      const text = `${rule.label} asks the external authorizer ${rule.provider}, which no file can answer for`;
      unsure.push({ ...reasonOf(result), text });
    }
    let denied: RuleResult | undefined;
    const maybeDenied: RuleResult[] = [];
    for (const rule of this.#deny) {
      const result = judge(rule, 'DENY', subject);
      if (result.truth === true) {
        denied = result;
        break;
      }
      if (result.truth === undefined) maybeDenied.push(result);
    }
    if (denied) return denial(isHttp, unsure.length > 0 ? undefined : denied.rule.name, [reasonOf(denied)]);
    unsure.push(...maybeDenied.map(unknownReason), ...this.#unsure);
    return this.#allowed(subject, unsure, tokenReasons);
  }

  #allowed(subject: Subject, unsure: readonly Reason[], tokenReasons: readonly Reason[]): Decision {
    const status = subject.http ? { httpStatus: 200 as const } : {};
    const unknown = (...more: readonly Reason[]): Decision => ({
      verdict: 'unknown',
      reasons: [...unsure, ...tokenReasons, ...more],
    });
    if (this.#allowPolicies.length === 0) {
      if (unsure.length > 0) return unknown();
      return { verdict: 'allow', ...status, reasons: this.#any ? NO_ALLOW : NO_POLICY };
    }
    const results: RuleResult[] = [];
    for (const rule of this.#allow) {
      const result = judge(rule, 'ALLOW', subject);
      if (result.truth === true) {
        if (unsure.length > 0) return unknown(reasonOf(result));
        return { verdict: 'allow', ...status, reasons: [reasonOf(result)] };
      }
      results.push(result);
    }
    const maybe = results.filter((result) => result.truth === undefined);
    const open = this.#allowPolicies.filter(({ policy }) => policy.spec.unknown && policy.spec.rules.length === 0);
    const certain = this.#allowPolicies.some(({ selects }) => selects === true);
    if (maybe.length > 0 || open.length > 0 || !certain) {
      return unknown(
        ...maybe.map(unknownReason),
        ...open.map(({ policy }) => unreadable(policy, 'rules')),
        ...(certain ? [] : this.#allowPolicies.map(({ policy }) => maySelect(policy))),
      );
    }
    return denial(
      subject.http !== undefined,
      unsure.length > 0 ? undefined : 'none',
      noneMatched(this.#allowPolicies, results),
    );
  }
}

const NO_POLICY: readonly Reason[] = [
  { text: 'No AuthorizationPolicy selects this workload, so everything is allowed' },
];
const NO_ALLOW: readonly Reason[] = [{ text: 'No ALLOW policy selects this workload, and no DENY rule matches' }];

/** @param name Envoy's name for what decided; `undefined` when another filter may have been first. */
const denial = (isHttp: boolean, name: string | undefined, reasons: readonly Reason[]): Decision => ({
  verdict: 'deny',
  ...(isHttp ? { httpStatus: 403 } : {}),
  ...(name === undefined ? {} : { details: `rbac_access_denied_matched_policy[${name}]` }),
  reasons,
});

/** A policy that only may select, or only may be enforced, weakens every match. */
function judge(rule: Rule, action: PolicyAction, subject: Subject): RuleResult {
  const { truth, node, part } = matchRule(rule.rule, action, rule.policy.namespace, subject);
  return { rule, truth: truth === true && !rule.certain ? undefined : truth, node, part };
}

/** Rules of one action in the order of their names, as Envoy walks them. */
function rulesOf(policies: readonly Applying[], action: PolicyAction): Rule[] {
  return policies
    .filter(({ policy }) => policy.spec.action === action)
    .flatMap(({ policy, selects }) => {
      const certain = selects === true && dryRunOf(policy) !== undefined;
      return policy.spec.rules.map((rule, index) => {
        const name = `ns[${policy.namespace}]-policy[${policy.name}]-rule[${index}]`;
        const label = `Rule ${index + 1} of AuthorizationPolicy ${policy.namespace}/${policy.name}`;
        return { policy, rule, index, name, certain, label, misses: new Map() };
      });
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * A provider that the mesh does not know, or several on one workload, deny what their rules match (istio authz/builder); a known one
 * decides for itself.
 */
function customRules(enforced: readonly Applying[], mesh: MeshFacts): CustomRule[] {
  const rules = rulesOf(enforced, 'CUSTOM').map((rule) => ({
    ...rule,
    provider: rule.policy.spec.provider?.value ?? '',
  }));
  const several = new Set(rules.map((rule) => rule.provider)).size > 1;
  return rules
    .map((rule) => ({
      ...rule,
      several,
      denies: several || (mesh.extensionProviders !== 'unknown' && !mesh.extensionProviders.includes(rule.provider)),
      customName: `istio-ext-authz-${rule.provider}-${rule.name}-deny-due-to-bad-CUSTOM-action`,
    }))
    .sort((a, b) => (a.customName < b.customName ? -1 : a.customName > b.customName ? 1 : 0));
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

/** Whether the policy is only tried out; `undefined` when the annotation is written but unreadable. */
export function dryRunOf(policy: Placed<AuthorizationPolicy>): Truth {
  const node = policy.spec.resource.at('metadata', 'annotations', 'istio.io/dry-run');
  if (!node) return false;
  const text = stringOf(node);
  return text === undefined ? undefined : TRUE_WORDS.has(text);
}

function reasonOf({ rule, part, node }: RuleResult): Reason {
  const { action, resource } = rule.policy.spec;
  const by = part === '' ? 'it takes every request' : `by ${part}`;
  return { text: `${rule.label} (${action}) matches: ${by}`, resource, node };
}

function customReason(result: RuleResult, { label, provider, several }: CustomRule): Reason {
  const why = several
    ? 'the CUSTOM policies of this workload name several providers'
    : `the mesh has no provider ${provider}`;
  return { ...reasonOf(result), text: `${label} (CUSTOM) matches, and ${why}: Istio denies what matches` };
}

const unknownReason = ({ rule, part, node }: RuleResult): Reason => ({
  text: `${rule.label} may match: ${part === '' ? 'a part of it cannot be read' : `${part} cannot be known`}`,
  resource: rule.policy.spec.resource,
  node,
});

const maySelect = (policy: Placed<AuthorizationPolicy>): Reason => ({
  text: `AuthorizationPolicy ${policy.namespace}/${policy.name} may select this workload, and then allows only what its rules match`,
  resource: policy.spec.resource,
  node: policy.spec.selector.node ?? policy.spec.resource.headNode,
});

const unreadable = (policy: Placed<AuthorizationPolicy>, what: string): Reason => ({
  text: `The ${what} of AuthorizationPolicy ${policy.namespace}/${policy.name} cannot be read`,
  resource: policy.spec.resource,
  node: policy.spec.actionNode ?? policy.spec.resource.headNode,
});

/** Why no ALLOW rule matches: one reason a policy, or a rule where there are few. */
function noneMatched(policies: readonly Applying[], results: readonly RuleResult[]): Reason[] {
  const empty = policies
    .filter(({ policy }) => policy.spec.rules.length === 0)
    .map(({ policy }) => ({
      text: `AuthorizationPolicy ${policy.namespace}/${policy.name} has no rules, so it allows nothing`,
      resource: policy.spec.resource,
      node: policy.spec.rulesNode ?? policy.spec.resource.headNode,
    }));
  const failed = results.map(missOf);
  return [{ text: 'ALLOW policies select this workload, and none of their rules matches' }, ...empty, ...failed];
}

function missOf({ rule, part, node }: RuleResult): Reason {
  let reason = rule.misses.get(node);
  if (!reason) {
    reason = { text: `${rule.label} does not match: ${part}`, resource: rule.policy.spec.resource, node };
    rule.misses.set(node, reason);
  }
  return reason;
}

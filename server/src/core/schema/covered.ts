/** Problems that a rule of its own reports with better words: one mistake, one finding. */
import { TARGET_BURST_CAPACITY } from '../model/inference-service';
import type { KindId } from '../model/kinds';
import { KSERVE_CONFIG_KEYS, KSERVE_CONFIG_NAME } from '../model/kserve-config';
import type { Resource } from '../model/resource';
import type { SchemaProblem, SchemaProblemCode } from './problem';
import { printPath } from './store';

interface Covered {
  readonly kinds: readonly KindId[];
  readonly code: SchemaProblemCode;
  readonly path: string;
  /** Only for objects of this name. */
  readonly name?: string;
  /** The path stands for everything below it too. */
  readonly below?: true;
  /** Id of the rule that reports it; a test checks that it exists. */
  readonly rule: string;
}

const TARGETED: readonly KindId[] = ['AuthorizationPolicy', 'RequestAuthentication'];
const SELECTED: readonly KindId[] = [...TARGETED, 'PeerAuthentication'];
const JWT: readonly KindId[] = ['RequestAuthentication'];

export const COVERED: readonly Covered[] = [
  { kinds: TARGETED, code: 'one-of', path: 'spec', rule: 'attachment-conflict' },
  { kinds: TARGETED, code: 'count', path: 'spec.targetRefs', rule: 'targetref-too-many' },
  { kinds: TARGETED, code: 'empty', path: 'spec.targetRefs[].name', rule: 'targetref-name-missing' },
  { kinds: TARGETED, code: 'empty', path: 'spec.targetRef.name', rule: 'targetref-name-missing' },
  { kinds: SELECTED, code: 'form', path: 'spec.selector.matchLabels', below: true, rule: 'selector-wildcard' },
  { kinds: ['PeerAuthentication'], code: 'empty', path: 'spec.portLevelMtls', rule: 'port-mtls-empty' },
  { kinds: ['Gateway'], code: 'one-of', path: 'spec.servers[].tls', rule: 'gateway-cert-sources' },
  ...['serviceAccounts', 'notServiceAccounts'].map(
    (field): Covered => ({
      kinds: ['AuthorizationPolicy'],
      code: 'count',
      path: `spec.rules[].from[].source.${field}`,
      rule: 'service-account-format',
    }),
  ),
  { kinds: JWT, code: 'empty', path: 'spec.jwtRules[].issuer', rule: 'jwt-issuer-missing' },
  ...['audiences', 'fromHeaders', 'fromParams', 'fromCookies', 'outputClaimToHeaders'].map(
    (field): Covered => ({
      kinds: JWT,
      code: 'empty',
      path: `spec.jwtRules[].${field}[]`,
      below: true,
      rule: 'jwt-location-empty',
    }),
  ),
  ...['metadata', 'spec.predictor', 'spec.transformer', 'spec.explainer'].flatMap((place) =>
    TARGET_BURST_CAPACITY.map(
      (key): Covered => ({
        kinds: ['InferenceService'],
        code: 'wrong-type',
        path: `${place}.annotations.${key}`,
        rule: 'tbc-not-string',
      }),
    ),
  ),
  ...[...KSERVE_CONFIG_KEYS].map(
    (key): Covered => ({
      kinds: ['ConfigMap'],
      name: KSERVE_CONFIG_NAME,
      code: 'wrong-type',
      path: `data.${key}`,
      rule: 'kserve-config-json-invalid',
    }),
  ),
];

export const isCovered = (resource: Resource, problem: SchemaProblem): boolean =>
  COVERED.some(
    (one) =>
      one.code === problem.code &&
      one.kinds.includes(resource.kind) &&
      (one.name === undefined || one.name === resource.name) &&
      isAt(one, printPath(problem.path)),
  );

const isAt = ({ path, below }: Covered, place: string): boolean =>
  path === place || (below === true && place.startsWith(`${path}.`));

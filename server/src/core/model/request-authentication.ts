/** RequestAuthentication: which tokens a workload takes (istio-api security/v1 RequestAuthentication). */
import {
  at,
  entryOf,
  hasUnknown,
  isNull,
  isScalar,
  itemsOf,
  type ScalarNode,
  stringOf,
  stringsOf,
  type YamlNode,
} from '../yaml/node';
import type { Resource } from './resource';
import { readSelector, type Selector } from './selector';

export interface JwtRule {
  readonly node: YamlNode;
  readonly issuer: string | undefined;
  readonly issuerNode: ScalarNode | undefined;
  readonly audiences: readonly string[];
  /** Only when none is written does Istio look at `Authorization: Bearer` and the query's `access_token`. */
  readonly fromHeaders: readonly { readonly name: string; readonly prefix: string }[];
  readonly fromParams: readonly string[];
  readonly fromCookies: readonly string[];
  readonly forwardOriginalToken: boolean;
  /** Claims split at blanks, besides `scope` and `permission`. */
  readonly spaceDelimitedClaims: readonly string[];
  /** Headers that the proxy sets from the token. */
  readonly outputHeaders: readonly string[];
  readonly unknown: boolean;
}

export interface RequestAuthentication {
  readonly resource: Resource;
  readonly selector: Selector;
  readonly targetRefs: readonly YamlNode[];
  readonly rules: readonly JwtRule[];
  readonly unknown: boolean;
}

export function readRequestAuthentication(resource: Resource): RequestAuthentication {
  const spec = resource.at('spec');
  const target = entryOf(spec, 'targetRef')?.value;
  const rulesNode = entryOf(spec, 'jwtRules')?.value;
  return {
    resource,
    selector: readSelector(spec),
    targetRefs: [...itemsOf(entryOf(spec, 'targetRefs')?.value), ...(target && !isNull(target) ? [target] : [])],
    rules: itemsOf(rulesNode).map(readJwtRule),
    unknown: hasUnknown(spec),
  };
}

function readJwtRule(node: YamlNode): JwtRule {
  const issuer = entryOf(node, 'issuer')?.value;
  const payload = stringOf(entryOf(node, 'outputPayloadToHeader')?.value);
  const forward = entryOf(node, 'forwardOriginalToken')?.value;
  return {
    node,
    issuer: stringOf(issuer),
    issuerNode: isScalar(issuer) ? issuer : undefined,
    audiences: stringsOf(at(node, 'audiences')),
    fromHeaders: itemsOf(at(node, 'fromHeaders')).flatMap((item) => {
      const name = stringOf(at(item, 'name'));
      return name === undefined ? [] : [{ name, prefix: stringOf(at(item, 'prefix')) ?? '' }];
    }),
    fromParams: stringsOf(at(node, 'fromParams')),
    fromCookies: stringsOf(at(node, 'fromCookies')),
    forwardOriginalToken: isScalar(forward) && forward.value === true,
    spaceDelimitedClaims: stringsOf(at(node, 'spaceDelimitedClaims')),
    outputHeaders: [
      ...(payload ? [payload] : []),
      ...itemsOf(at(node, 'outputClaimToHeaders')).flatMap((item) => stringOf(at(item, 'header')) ?? []),
    ],
    unknown: hasUnknown(node),
  };
}

/** The specs of Istio's security kinds as their CRDs (istio manifests/charts/base, security.istio.io) describe them. */
import { entriesOf, entryOf, isNull, isUnknown, stringOf, type YamlNode } from '../../yaml/node';
import type { Refuse } from './refusal';
import type { Check, Schema } from './schema';

const string: Schema = { type: 'string' };
const strings: Schema = { type: 'list', items: string };
const named: Schema = { type: 'string', minLength: 1 };
const lists = (names: readonly string[], items: Schema = strings): Record<string, Schema> =>
  Object.fromEntries(names.map((name) => [name, items]));
const isSet = (node: YamlNode | undefined, key: string): boolean => {
  const value = entryOf(node, key)?.value;
  return value !== undefined && !isNull(value);
};

const LABELS: Schema = {
  type: 'map',
  values: {
    type: 'string',
    maxLength: 63,
    check: (node, path, refuse) => {
      if (stringOf(node)?.includes('*')) refuse(wildcard(node, path));
    },
  },
  check: (node, path, refuse) => {
    for (const { key } of entriesOf(node)) {
      if (key.unknown) continue;
      if (key.text.includes('*')) refuse(wildcard(key, path));
      if (key.text === '') {
        refuse({
          code: 'selector-wildcard',
          at: key,
          path,
          what: 'A label in this selector has no key',
          why: 'the API server refuses an empty key',
          todo: 'Write the label that the pods carry',
        });
      }
    }
  },
};

const wildcard = (at: YamlNode, path: string): Parameters<Refuse>[0] => ({
  code: 'selector-wildcard',
  at,
  path,
  what: 'A selector takes no wildcards',
  why: 'labels are compared as they are, and the API server refuses a *',
  todo: 'Write the whole label, or leave the selector out to select every workload of the namespace',
});

const SELECTOR: Schema = { type: 'object', fields: { matchLabels: LABELS } };

const GROUP = /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const KIND = /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const matching =
  (pattern: RegExp): Check =>
  (node, path, refuse) => {
    const text = stringOf(node);
    if (text === undefined || pattern.test(text)) return;
    refuse({
      code: 'wrong-value',
      at: node,
      path,
      what: `${path} cannot be ${text}`,
      why: 'the API server takes only names of the usual form here',
      todo: 'Correct the name',
    });
  };

const TARGET_REF: Schema = {
  type: 'object',
  fields: {
    group: { type: 'string', maxLength: 253, check: matching(GROUP) },
    kind: { type: 'string', minLength: 1, maxLength: 63, check: matching(KIND) },
    name: { type: 'string', minLength: 1, maxLength: 253 },
    namespace: {
      type: 'string',
      check: (node, path, refuse) => {
        if (!stringOf(node)) return;
        refuse({
          code: 'targetref-cross-namespace',
          at: node,
          path,
          what: 'A policy cannot target an object in another namespace',
          why: 'the API server refuses targetRef with a namespace',
          todo: "Remove the namespace, and put the policy into the target's own",
        });
      },
    },
  },
  required: ['kind', 'name'],
};

const ATTACHMENT: Readonly<Record<string, Schema>> = {
  selector: SELECTOR,
  targetRef: TARGET_REF,
  targetRefs: { type: 'list', items: TARGET_REF, maxItems: 16 },
};

const oneAttachment: Check = (spec, path, refuse) => {
  const used = ['selector', 'targetRef', 'targetRefs'].filter((key) => isSet(spec, key));
  if (used.length < 2) return;
  refuse({
    code: 'attachment-conflict',
    at: entryOf(spec, used[1]!)!.key,
    path,
    what: `This policy has both ${used.join(' and ')}`,
    why: 'the API server takes only one of them',
    todo: 'Keep the one that says which workloads are meant',
  });
};

const IDENTITY_LISTS = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'] as const;
const ACCOUNTS: Schema = { type: 'list', items: { type: 'string', maxLength: 320 }, maxItems: 16 };

const SOURCE: Schema = {
  type: 'object',
  fields: {
    ...lists([
      ...IDENTITY_LISTS,
      'requestPrincipals',
      'notRequestPrincipals',
      'trustDomains',
      'notTrustDomains',
      'ipBlocks',
      'notIpBlocks',
      'remoteIpBlocks',
      'notRemoteIpBlocks',
    ]),
    serviceAccounts: ACCOUNTS,
    notServiceAccounts: ACCOUNTS,
  },
  check: (source, path, refuse) => {
    const accounts = ['serviceAccounts', 'notServiceAccounts'].find((key) => isSet(source, key));
    const other = IDENTITY_LISTS.find((key) => isSet(source, key));
    if (!accounts || !other) return;
    refuse({
      code: 'service-accounts-mixed',
      at: entryOf(source, accounts)!.key,
      path,
      what: `${accounts} and ${other} stand in one source`,
      why: 'the API server takes service accounts only without principals and namespaces',
      todo: `Move ${accounts} to a source of its own, or write principals for both`,
    });
  },
};

const OPERATION: Schema = {
  type: 'object',
  fields: lists(['hosts', 'notHosts', 'ports', 'notPorts', 'methods', 'notMethods', 'paths', 'notPaths']),
};

const RULE: Schema = {
  type: 'object',
  fields: {
    from: { type: 'list', maxItems: 512, items: { type: 'object', fields: { source: SOURCE } } },
    to: { type: 'list', items: { type: 'object', fields: { operation: OPERATION } } },
    when: {
      type: 'list',
      items: { type: 'object', fields: { key: string, values: strings, notValues: strings }, required: ['key'] },
    },
  },
};

const MTLS: Schema = {
  type: 'object',
  fields: { mode: { type: 'string', oneOf: ['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'] } },
};

const hasLabels = (spec: YamlNode): boolean => {
  const selector = entryOf(spec, 'selector')?.value;
  const labels = entryOf(selector, 'matchLabels')?.value;
  return (
    isUnknown(spec) ||
    isUnknown(selector) ||
    isUnknown(labels) ||
    entriesOf(labels).some((entry) => !isNull(entry.value))
  );
};

const URL: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 2048,
  check: (node, path, refuse) => {
    const text = stringOf(node);
    if (text === undefined || /^https?:\/\//i.test(text)) return;
    refuse({
      code: 'jwks-uri-scheme',
      at: node,
      path,
      what: `${path} is no http or https address`,
      why: 'Istio can fetch keys only from those',
      todo: 'Write the whole address of the key set',
    });
  },
};

const JWT_RULE: Schema = {
  type: 'object',
  fields: {
    issuer: named,
    audiences: { type: 'list', items: named },
    jwksUri: URL,
    jwks_uri: URL,
    jwks: string,
    fromHeaders: {
      type: 'list',
      items: { type: 'object', fields: { name: named, prefix: string }, required: ['name'] },
    },
    fromParams: { type: 'list', items: named },
    fromCookies: { type: 'list', items: named },
    forwardOriginalToken: { type: 'boolean' },
    outputPayloadToHeader: string,
    outputClaimToHeaders: {
      type: 'list',
      items: {
        type: 'object',
        fields: { header: { type: 'string', minLength: 1, check: matching(/^[-_A-Za-z0-9]+$/) }, claim: named },
        required: ['header', 'claim'],
      },
    },
    presence: { type: 'string', oneOf: ['OPTIONAL', 'REQUIRED'] },
    spaceDelimitedClaims: { type: 'list', items: named, maxItems: 64 },
    timeout: { type: 'string', check: matching(/^(?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/) },
  },
  check: (rule, path, refuse) => {
    const used = ['jwksUri', 'jwks_uri', 'jwks'].filter((key) => isSet(rule, key));
    if (used.length < 2) return;
    refuse({
      code: 'jwks-twice',
      at: entryOf(rule, used[1]!)!.key,
      path,
      what: 'The keys are given twice',
      why: 'only one of jwks and jwksUri is taken',
      todo: 'Keep one of them',
    });
  },
};

export const SECURITY_SCHEMAS: Readonly<
  Record<'AuthorizationPolicy' | 'PeerAuthentication' | 'RequestAuthentication', Schema>
> = {
  AuthorizationPolicy: {
    type: 'object',
    fields: {
      ...ATTACHMENT,
      action: { type: 'string', oneOf: ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'] },
      provider: { type: 'object', fields: { name: string } },
      rules: { type: 'list', maxItems: 512, items: RULE },
    },
    check: oneAttachment,
  },
  PeerAuthentication: {
    type: 'object',
    fields: {
      selector: SELECTOR,
      mtls: MTLS,
      portLevelMtls: {
        type: 'map',
        values: MTLS,
        minEntries: 1,
        check: (node, path, refuse) => {
          for (const { key } of entriesOf(node)) {
            if (key.unknown || (/^[+-]?\d+$/.test(key.text) && Number(key.text) >= 1 && Number(key.text) <= 65535))
              continue;
            refuse({
              code: 'port-level-key',
              at: key,
              path,
              what: `${key.text} is no port number`,
              why: 'portLevelMtls goes by the number of the pod port, not by names',
              todo: 'Write the number that the container listens on',
            });
          }
        },
      },
    },
    check: (spec, path, refuse) => {
      if (!isSet(spec, 'portLevelMtls') || hasLabels(spec)) return;
      refuse({
        code: 'port-level-without-selector',
        at: entryOf(spec, 'portLevelMtls')!.key,
        path,
        what: 'portLevelMtls stands without a selector',
        why: 'the API server refuses the object: port modes are for chosen workloads only',
        todo: 'Add a selector with the labels of the pods',
      });
    },
  },
  RequestAuthentication: {
    type: 'object',
    fields: { ...ATTACHMENT, jwtRules: { type: 'list', maxItems: 4096, items: JWT_RULE } },
    check: oneAttachment,
  },
};

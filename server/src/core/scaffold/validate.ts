/** Checks of answers. Each returns what is wrong, in words, or `undefined`. */

export type ValidationKind =
  | 'dns-label'
  | 'dns-name'
  | 'namespace-list'
  | 'namespaced-name'
  | 'label'
  | 'trust-domain'
  | 'gateway-port'
  | 'host-list'
  | 'account-list'
  | 'plain-list'
  | 'model-format'
  | 'storage-uri'
  | 'issuer'
  | 'https-url';

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const TRUST_DOMAIN = /^[a-z0-9](?:[-._a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)$/;

export const splitList = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Kubernetes names of namespaces and Services (RFC 1123 label). */
function dnsLabel(value: string): string | undefined {
  if (value === '') return 'A name is needed.';
  if (value.length > 63) return `A name has at most 63 characters, this one has ${value.length}.`;
  if (/[A-Z]/.test(value)) return 'Names are lower case.';
  if (/^-|-$/.test(value)) return 'A name begins and ends with a letter or a digit.';
  return DNS_LABEL.test(value) ? undefined : 'Only lower-case letters, digits and hyphens can stand in a name.';
}

function dnsName(value: string): string | undefined {
  if (value === '') return 'A domain is needed, such as example.com.';
  if (value.length > 253) return `A domain has at most 253 characters, this one has ${value.length}.`;
  return value.split('.').every((part) => DNS_LABEL.test(part))
    ? undefined
    : 'A domain is made of lower-case letters, digits and hyphens, with dots between: models.example.com.';
}

function namespaceList(value: string): string | undefined {
  const names = splitList(value);
  if (names.length === 0) return 'At least one namespace is needed.';
  const wrong = names.find((name) => dnsLabel(name) !== undefined);
  if (wrong !== undefined) return `"${wrong}" is no namespace name: ${dnsLabel(wrong)}`;
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return twice === undefined ? undefined : `"${twice}" is named twice.`;
}

function namespacedName(value: string): string | undefined {
  const parts = value.split('/');
  return parts.length === 2 && parts.every((part) => DNS_LABEL.test(part))
    ? undefined
    : 'Write it as NAMESPACE/NAME, such as knative-serving/knative-ingress-gateway.';
}

/** Kubernetes label syntax: an optional DNS prefix, a name, and here always a value. */
function label(value: string): string | undefined {
  const [key, text, ...rest] = value.split('=');
  if (key === undefined || text === undefined || rest.length > 0)
    return 'Write it as KEY=VALUE, such as istio=ingressgateway.';
  const [name, prefix, ...more] = key.split('/').reverse();
  const keyGood =
    more.length === 0 && LABEL_VALUE.test(name ?? '') && (prefix === undefined || dnsName(prefix) === undefined);
  if (!keyGood) return `"${key}" is no label key.`;
  return LABEL_VALUE.test(text)
    ? undefined
    : `"${text}" is no label value: letters, digits, and -, _ or . between them.`;
}

function trustDomain(value: string): string | undefined {
  if (value === '')
    return 'A trust domain is needed; Istio has cluster.local unless its mesh configuration says otherwise.';
  if (value.includes('://')) return 'Leave out spiffe://, Istio adds it.';
  if (value.includes('/')) return 'Only the trust domain: nothing behind a slash.';
  return TRUST_DOMAIN.test(value)
    ? undefined
    : 'A trust domain is made of lower-case letters, digits, dots, hyphens and underscores.';
}

/**
 * Ports that listeners of an ingress gateway have already: Istio's own (istio.io, ports used by Istio) and those of Knative's and the
 * public gateway (net-istio config/203-local-gateway.yaml; istio charts/gateway).
 */
const TAKEN_PORTS: ReadonlyMap<number, string> = new Map([
  [8080, 'the public gateway'],
  [8443, 'the public gateway'],
  [8081, 'knative-local-gateway'],
  [8444, 'knative-local-gateway'],
]);

function gatewayPort(value: string): string | undefined {
  const port = Number(value);
  if (!/^[1-9]\d{0,4}$/.test(value) || port > 65535) return 'A port is a number from 1 to 65535.';
  if (port < 1024) return 'Gateway pods do not run as root: choose a port from 1024 up.';
  if (port >= 15000 && port <= 15099) return "Istio's proxy uses ports from 15000 to 15099 itself.";
  const owner = TAKEN_PORTS.get(port);
  return owner === undefined ? undefined : `${port} is the port of ${owner}; choose another, such as 8082.`;
}

const repeated = (items: readonly string[]): string | undefined => {
  const twice = items.find((item, i) => items.indexOf(item) !== i);
  return twice === undefined ? undefined : `"${twice}" is named twice.`;
};

/** Full hosts of Services, as a DestinationRule takes them. May be empty. */
function hostList(value: string): string | undefined {
  const hosts = splitList(value);
  const wrong = hosts.find((host) => !host.includes('.') || dnsName(host) !== undefined);
  if (wrong !== undefined) {
    return `"${wrong}" is no full host name. Write it whole, such as postgres.data.svc.cluster.local.`;
  }
  return repeated(hosts);
}

function accountList(value: string): string | undefined {
  const accounts = splitList(value);
  if (accounts.length === 0) return 'At least one account is needed.';
  const wrong = accounts.find((account) => namespacedName(account) !== undefined);
  if (wrong !== undefined) return `"${wrong}" is no account. Write it as NAMESPACE/NAME, such as user1/model-client.`;
  return repeated(accounts);
}

/** Anything without blanks and control characters. May be empty. */
function plainList(value: string): string | undefined {
  const items = splitList(value);
  const wrong = items.find((item) => !/^[\x21-\x7e]+$/.test(item));
  return wrong === undefined ? repeated(items) : `"${wrong}" has characters that do not belong in it.`;
}

const modelFormat = (value: string): string | undefined =>
  LABEL_VALUE.test(value) ? undefined : 'A format is one word, such as sklearn, onnx or huggingface.';

/** KServe's schemes (kserve pkg/apis/serving/v1beta1/component.go and its https form for Azure); others are for a ClusterStorageContainer. */
const storageUri = (value: string): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/[\x21-\x7e]+$/.test(value)
    ? undefined
    : 'Write it with its scheme: gs://, s3://, pvc://, hf://, https://…';

/** Compared letter by letter with the token's `iss`, so it is kept as typed. */
function issuer(value: string): string | undefined {
  if (value === '') return 'An issuer is needed: what the tokens have in iss.';
  if (value.includes('*')) return 'Istio reads a * in it as a wildcard. Name one issuer.';
  return /^[\x21-\x7e]+$/.test(value) ? undefined : 'An issuer has no blanks.';
}

const httpsUrl = (value: string): string | undefined =>
  /^https:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:\/[-\w.~:/?#@!$&()*+,;=%]*)?$/.test(value)
    ? undefined
    : 'Write a whole https:// address, such as https://issuer.example.com/keys.';

const CHECKS: Readonly<Record<ValidationKind, (value: string) => string | undefined>> = {
  'dns-label': dnsLabel,
  'dns-name': dnsName,
  'namespace-list': namespaceList,
  'namespaced-name': namespacedName,
  label,
  'trust-domain': trustDomain,
  'gateway-port': gatewayPort,
  'host-list': hostList,
  'account-list': accountList,
  'plain-list': plainList,
  'model-format': modelFormat,
  'storage-uri': storageUri,
  issuer,
  'https-url': httpsUrl,
};

export const validateKind = (kind: ValidationKind, value: string): string | undefined => CHECKS[kind](value);

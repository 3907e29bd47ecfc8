/** What the Gateway API's CRDs refuse beyond the shape (gateway-api apis/v1: XValidation and Pattern markers). */
import { entryOf, isMap, isScalar, isUnknown, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { type Constraint, lacks, type Place, type Violation, written } from './constraint';

const REFUSED = 'the API server refuses the object';

/** A filter's type and the field that goes with it. */
const FILTERS: ReadonlyMap<string, string> = new Map([
  ['RequestHeaderModifier', 'requestHeaderModifier'],
  ['ResponseHeaderModifier', 'responseHeaderModifier'],
  ['RequestMirror', 'requestMirror'],
  ['RequestRedirect', 'requestRedirect'],
  ['URLRewrite', 'urlRewrite'],
  ['CORS', 'cors'],
  ['ExtensionRef', 'extensionRef'],
]);
/** Filters that a rule has once at most. */
const SINGLE = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite', 'CORS'] as const;

const HOSTNAME = /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const DURATION = /^(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}$/;

const text = (node: YamlNode | undefined, key: string): string | undefined => stringOf(entryOf(node, key)?.value);

const refused = (at: YamlNode, what: string, todo: string): Violation => ({ at, what, why: REFUSED, todo });

function listener({ node, owner }: Place): Violation[] {
  const protocol = text(node, 'protocol');
  const tls = written(node, 'tls');
  const protocolNode = entryOf(node, 'protocol')?.value ?? owner;
  if (protocol === undefined) return [];
  const found: Violation[] = [];
  if (['HTTP', 'TCP', 'UDP'].includes(protocol) && tls) {
    found.push(
      refused(tls.key, `A listener of protocol ${protocol} takes no tls`, 'Write HTTPS or TLS, or remove tls'),
    );
  }
  if (['TCP', 'UDP'].includes(protocol)) {
    const host = written(node, 'hostname');
    if (host) found.push(refused(host.key, `A ${protocol} listener takes no hostname`, 'Remove hostname'));
  }
  if (protocol === 'TLS' && lacks(node, 'tls')) {
    found.push(refused(protocolNode, 'A TLS listener needs tls with a mode', 'Add tls'));
  }
  if (!tls || !['HTTPS', 'TLS'].includes(protocol)) return found;
  const modeNode = entryOf(tls.value, 'mode')?.value;
  const mode = modeNode ? stringOf(modeNode) : isUnknown(tls.value) ? undefined : 'Terminate';
  if (protocol === 'HTTPS' && mode === 'Passthrough') {
    found.push(refused(modeNode ?? tls.key, 'An HTTPS listener ends TLS itself', 'Write Terminate, or protocol TLS'));
  }
  if (mode === 'Terminate' && lacks(tls.value, 'certificateRefs') && lacks(tls.value, 'options')) {
    found.push(refused(tls.key, 'The listener ends TLS and has no certificate', 'Add certificateRefs'));
  }
  return found;
}

function listeners({ node }: Place): Violation[] {
  const found: Violation[] = [];
  const names = new Set<string>();
  const places = new Set<string>();
  for (const item of itemsOf(node)) {
    const nameNode = entryOf(item, 'name')?.value;
    const name = stringOf(nameNode);
    if (name !== undefined && nameNode) {
      if (names.has(name))
        found.push(refused(nameNode, `Two listeners are called ${name}`, 'Give this one another name'));
      names.add(name);
    }
    const port = entryOf(item, 'port')?.value;
    const host = entryOf(item, 'hostname')?.value;
    const protocol = text(item, 'protocol');
    if (!isScalar(port) || port.unknown || protocol === undefined || isUnknown(item) || isUnknown(host)) continue;
    const place = `${port.text} ${protocol} ${stringOf(host) ?? ''}`;
    if (places.has(place)) {
      found.push(refused(port, 'Another listener has the same port, protocol and hostname', 'Change one of the three'));
    }
    places.add(place);
  }
  return found;
}

/** A Service as backend needs its port; the default kind is Service, the default group the core. */
function backend({ node, owner }: Place): Violation[] {
  if (!isMap(node) || (text(node, 'kind') ?? 'Service') !== 'Service' || (text(node, 'group') ?? '') !== '') return [];
  if (isUnknown(entryOf(node, 'kind')?.value) || isUnknown(entryOf(node, 'group')?.value) || !lacks(node, 'port'))
    return [];
  const name = entryOf(node, 'name')?.value;
  return [refused(name ?? owner, 'A reference to a Service needs its port', 'Add port with the number of the Service')];
}

function filters({ node }: Place): Violation[] {
  const found: Violation[] = [];
  const seen = new Set<string>();
  for (const item of itemsOf(node)) {
    const typeNode = entryOf(item, 'type')?.value;
    const type = stringOf(typeNode);
    if (type === undefined || !typeNode || !isMap(item)) continue;
    const own = FILTERS.get(type);
    if (own && lacks(item, own)) found.push(refused(typeNode, `A filter of type ${type} needs ${own}`, `Add ${own}`));
    for (const [other, field] of FILTERS) {
      const entry = written(item, field);
      if (own && field !== own && entry) {
        found.push(
          refused(
            entry.key,
            `${field} belongs to filters of type ${other}, and this is ${type}`,
            `Write type: ${other}, or ${own}`,
          ),
        );
      }
    }
    if (seen.has(type) && SINGLE.some((each) => each === type)) {
      found.push(refused(typeNode, `A rule takes one filter of type ${type}`, 'Put both into one'));
    }
    const rival = type === 'URLRewrite' ? 'RequestRedirect' : type === 'RequestRedirect' ? 'URLRewrite' : undefined;
    if (rival && seen.has(rival)) found.push(refused(typeNode, `${type} and ${rival} exclude each other`, 'Keep one'));
    seen.add(type);
  }
  return found;
}

/** `requestRedirect.path` and `urlRewrite.path`: the type says which field counts. */
function pathModifier({ node, owner }: Place): Violation[] {
  const type = text(node, 'type');
  const field =
    type === 'ReplaceFullPath' ? 'replaceFullPath' : type === 'ReplacePrefixMatch' ? 'replacePrefixMatch' : '';
  if (!field) return [];
  const other = field === 'replaceFullPath' ? 'replacePrefixMatch' : 'replaceFullPath';
  const wrong = written(node, other);
  if (wrong) return [refused(wrong.key, `${other} does not go with type ${type}`, `Write ${field}, or the other type`)];
  return lacks(node, field)
    ? [refused(entryOf(node, 'type')?.value ?? owner, `${type} needs ${field}`, `Add ${field}`)]
    : [];
}

function pathMatch({ node }: Place): Violation[] {
  const typeNode = entryOf(node, 'type')?.value;
  const valueNode = entryOf(node, 'value')?.value;
  const value = stringOf(valueNode);
  if (value === undefined || !valueNode || isUnknown(typeNode)) return [];
  const type = stringOf(typeNode) ?? 'PathPrefix';
  if (type !== 'Exact' && type !== 'PathPrefix') return [];
  if (!value.startsWith('/')) return [refused(valueNode, `The path ${value} does not begin with /`, `Write /${value}`)];
  const bad =
    ['//', '/./', '/../', '%2f', '%2F', '#'].find((each) => value.includes(each)) ??
    ['/..', '/.'].find((each) => value.endsWith(each));
  if (bad) return [refused(valueNode, `A path may not hold ${bad}`, 'Write the plain path')];
  return /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/.test(value)
    ? []
    : [
        refused(
          valueNode,
          `${value} is no path`,
          type === 'PathPrefix'
            ? 'Use only characters of paths; patterns need type RegularExpression'
            : 'Use only characters of paths',
        ),
      ];
}

function rule({ node }: Place): Violation[] {
  const backends = written(node, 'backendRefs');
  const list = itemsOf(entryOf(node, 'filters')?.value);
  const found: Violation[] = [];
  if (backends && itemsOf(backends.value).length > 0 && list.some((each) => written(each, 'requestRedirect'))) {
    found.push(
      refused(backends.key, 'A rule that redirects takes no backendRefs', 'Remove backendRefs, or the redirect'),
    );
  }
  const matches = written(node, 'matches');
  const prefixed = list.flatMap((each) =>
    ['requestRedirect', 'urlRewrite'].flatMap((field) => {
      const path = entryOf(entryOf(each, field)?.value, 'path')?.value;
      return text(path, 'type') === 'ReplacePrefixMatch' ? [entryOf(path, 'type')!.value] : [];
    }),
  );
  if (prefixed.length === 1 && matches && !isUnknown(matches.value)) {
    const items = itemsOf(matches.value);
    const type = entryOf(entryOf(items[0], 'path')?.value, 'type')?.value;
    const other = type !== undefined && !isUnknown(type) && stringOf(type) !== 'PathPrefix';
    if (items.length !== 1 || other) {
      found.push(
        refused(
          prefixed[0]!,
          'ReplacePrefixMatch needs a rule with exactly one match, a PathPrefix',
          'Split the rule, or write ReplaceFullPath',
        ),
      );
    }
  }
  return found;
}

const hostname = ({ node }: Place): Violation[] => {
  const host = stringOf(node);
  if (host === undefined || host === '' || HOSTNAME.test(host)) return [];
  const todo =
    host === '*'
      ? 'Leave hostnames out: then every host is served'
      : 'Write the bare name in lower case, without scheme, port or path';
  return [refused(node, `${host} is no hostname`, todo)];
};

const duration = ({ node }: Place): Violation[] => {
  const value = stringOf(node);
  return value === undefined || DURATION.test(value)
    ? []
    : [
        refused(
          node,
          `${value} is no duration of the Gateway API`,
          'Write whole numbers with h, m, s or ms: 10s, 1m30s',
        ),
      ];
};

function tlsValidation({ node, owner }: Place): Violation[] {
  const refs = written(node, 'caCertificateRefs');
  const known = written(node, 'wellKnownCACertificates');
  if (refs && itemsOf(refs.value).length > 0 && known) {
    return [refused(known.key, 'caCertificateRefs and wellKnownCACertificates exclude each other', 'Keep one of them')];
  }
  return lacks(node, 'caCertificateRefs') && lacks(node, 'wellKnownCACertificates')
    ? [
        refused(
          owner,
          'validation names no certificate authority',
          'Add caCertificateRefs or wellKnownCACertificates: System',
        ),
      ]
    : [];
}

const BACKENDS = ['spec.rules[].backendRefs[]', 'spec.rules[].filters[].requestMirror.backendRef'];
const FILTER_LISTS = ['spec.rules[].filters', 'spec.rules[].backendRefs[].filters'];
const MODIFIERS = ['requestRedirect', 'urlRewrite'].map((field) => `spec.rules[].filters[].${field}.path`);
const ROUTE: readonly Constraint[] = [
  ...BACKENDS.map((path) => ({ path, check: backend })),
  ...FILTER_LISTS.map((path) => ({ path, check: filters })),
  { path: 'spec.hostnames[]', check: hostname },
];

export const GATEWAY_API_CONSTRAINTS = {
  GatewayApiGateway: [
    { path: 'spec.listeners[]', check: listener },
    { path: 'spec.listeners', check: listeners },
    { path: 'spec.listeners[].hostname', check: hostname },
  ],
  HTTPRoute: [
    ...ROUTE,
    ...MODIFIERS.map((path) => ({ path, check: pathModifier })),
    { path: 'spec.rules[].matches[].path', check: pathMatch },
    { path: 'spec.rules[]', check: rule },
    { path: 'spec.rules[].timeouts.request', check: duration },
    { path: 'spec.rules[].timeouts.backendRequest', check: duration },
  ],
  GRPCRoute: ROUTE,
  BackendTLSPolicy: [{ path: 'spec.validation', check: tlsValidation }],
} as const satisfies Readonly<Record<string, readonly Constraint[]>>;

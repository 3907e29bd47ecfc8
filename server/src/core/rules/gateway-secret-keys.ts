import { gatewayPodNamespace, gatewaysOf } from '../model/gateway-pods';
import { credentialsOf, serverTlsMode } from '../model/server-tls';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { type Entry, entriesOf, entryOf, isUnknown, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'gateway-secret-keys',
  severity: 'error',
  summary: 'a Secret that a Gateway serves lacks the certificate or its key, or holds something else than PEM',
  sources: [
    'istio pilot/pkg/credentials/kube/secrets.go: tls.crt with tls.key, or cert with key; for MUTUAL ca.crt or cacert, here or in NAME-cacert',
  ],
  peers: ['IST0161'],
  on: ['Secret'],
  reads: ['Deployment', 'Gateway', 'Secret', 'Service'],
  check(resource, context) {
    const { name } = resource;
    if (name === undefined || isBroken(resource) || isPlacedUnknown(resource) || looksLikePatch(resource)) return;
    // Encrypted values are put in place by another tool.
    if (isUnknown(resource.root) || entryOf(resource.root, 'sops')) return;
    const namespace = context.namespaceOf(resource);
    const uses = gatewaysOf(context).flatMap((gateway) =>
      gateway.servers.flatMap((server) => {
        const mode = serverTlsMode(server);
        if (mode !== 'SIMPLE' && mode !== 'MUTUAL' && mode !== 'OPTIONAL_MUTUAL') return [];
        const node = credentialsOf(server).find((each) => each.name === name)?.node;
        return node && gatewayPodNamespace(context, gateway) === namespace ? [{ gateway, mode, node }] : [];
      }),
    );
    const use = uses.find(({ mode }) => mode !== 'SIMPLE') ?? uses[0];
    if (!use) return;
    const maps = ['data', 'stringData'].flatMap((key) => entryOf(resource.root, key) ?? []);
    if (maps.some(({ value }) => isUnknown(value) || entriesOf(value).some((each) => each.key.unknown))) return;
    const entries = new Map<string, Entry>(
      maps.flatMap(({ value }) => entriesOf(value)).map((entry) => [entry.key.text, entry]),
    );
    const has = (key: string) => entries.has(key);
    const related = [{ document: use.gateway.resource.document, span: use.node.span, message: 'Served here' }];
    const lacks =
      has('tls.crt') || has('tls.key')
        ? ['tls.crt', 'tls.key'].filter((key) => !has(key))
        : has('cert') || has('key')
          ? ['cert', 'key'].filter((key) => !has(key))
          : ['tls.crt', 'tls.key'];
    const ca = has('ca.crt') || has('cacert') || context.find('Secret', namespace, `${name}-cacert`) !== undefined;
    // cert-manager and others fill a Secret that is written without data.
    if (lacks.length > 0 && maps.length > 0) {
      context.report({
        at: maps[0]!.key,
        message: {
          what: `This Secret has no ${lacks.join(' and no ')}`,
          why: `Gateway ${use.gateway.resource.name} serves it and needs the certificate and its key`,
          todo: `Add ${lacks.join(' and ')}`,
        },
        related,
      });
    } else if (use.mode === 'MUTUAL' && !ca && maps.length > 0) {
      context.report({
        at: maps[0]!.key,
        message: {
          what: 'This Secret has no ca.crt',
          why: `Gateway ${use.gateway.resource.name} asks callers for a certificate (MUTUAL) and has nothing to check it with`,
          todo: `Add ca.crt, or a Secret ${name}-cacert`,
        },
        related,
      });
    }
    for (const { key: holder, value } of maps) {
      for (const entry of entriesOf(value)) {
        const text = stringOf(entry.value);
        if (!/^(?:tls\.(?:crt|key)|cert|key|ca\.crt|cacert)$/.test(entry.key.text) || !text) continue;
        const problem = problemOf(text, holder.text === 'data');
        if (!problem) continue;
        context.report({
          at: entry.key,
          message: { what: `${entry.key.text} is no PEM`, why: problem.why, todo: problem.todo },
          related,
        });
      }
    }
  },
});

/** Values to be filled in (`<…>`, `$X`, `ENC[…]`) are left alone. */
function problemOf(text: string, encoded: boolean): { why: string; todo: string } | undefined {
  if (/^\s*(?:<|\$|ENC\[|[A-Z_]+$)/.test(text)) return undefined;
  if (!encoded) {
    return text.includes('-----BEGIN')
      ? undefined
      : { why: 'the gateway cannot read it', todo: 'Put the PEM text here, from -----BEGIN to -----END' };
  }
  if (text.includes('-----BEGIN')) {
    return { why: 'data holds base64, and this is plain text', todo: 'Use stringData for plain text, or encode it' };
  }
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)
    ? undefined
    : { why: 'data holds base64, and this is none', todo: 'Encode the PEM text with base64' };
}

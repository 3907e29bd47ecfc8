import { hostProblem, isDnsLabel } from '../model/dns-name';
import { readSidecar } from '../model/sidecar';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'sidecar-egress-format',
  severity: 'error',
  summary: 'a host of a Sidecar is not NAMESPACE/HOST',
  sources: [
    'istio pkg/config/validation/agent/validation.go ValidateNamespaceSlashWildcardHostname: `ns/host`, `./host`, `*/host`, `~/*`; no short names',
  ],
  peers: ['IST0106'],
  on: ['Sidecar'],
  check(resource, context) {
    for (const { text, node } of resource.read(readSidecar).hosts) {
      const problem = text === undefined ? undefined : hostProblem(text, 'Sidecar');
      if (!problem || text === undefined) continue;
      const better = text === '*' || text === '.' ? `${text}/*` : suggestion(text, context.platform.clusterDomain);
      context.report({
        at: node,
        message: {
          what: `${JSON.stringify(text)} is no host of a Sidecar`,
          why: `${problem}; Istio refuses the whole Sidecar`,
          todo: better
            ? `Write ${better}`
            : 'Write NAMESPACE/HOST, such as user1/* or ./reviews.user1.svc.cluster.local',
        },
        fixes: better && !hostProblem(better, 'Sidecar') ? [replaceFix(resource, node, better, false)] : [],
      });
    }
  },
});

/** `svc.ns.svc.cluster.local` says its namespace; `ns/svc` only lacks the rest of the name. */
function suggestion(text: string, domain: string): string | undefined {
  const full = /^([^./]+|\*)\.([^./]+)\.svc\./.exec(text);
  if (full && !text.includes('/')) return `${full[2]}/${text}`;
  const [namespace, name, ...more] = text.split('/');
  if (more.length === 0 && namespace && name && isDnsLabel(namespace) && isDnsLabel(name)) {
    return `${namespace}/${name}.${namespace}.svc.${domain}`;
  }
  if (!text.includes('/') && !text.includes('.') && isDnsLabel(text)) return `${text}/*`;
  return undefined;
}

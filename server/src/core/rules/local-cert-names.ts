import { knownMode } from '../model/deployment-mode';
import { readGateway } from '../model/gateway';
import { gatewayId } from '../model/gateway-pods';
import { kserveConfigMaps } from '../model/kserve-config';
import { kserveIngress } from '../model/kserve-ingress';
import { credentialsOf } from '../model/server-tls';
import { serviceHost } from '../model/service-host';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, hasUnknown, isScalar, isSeq, itemsOf, stringOf, stringsOf } from '../yaml/node';
import { addValue } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn, replaceFix } from './fix';

export default defineRule({
  id: 'local-cert-names',
  severity: 'warning',
  summary: "the certificate of the local gateway does not hold the models' names in the cluster",
  sources: [
    'RFC 6125 6.4.3: a * in a certificate stands for one label',
    'kserve reconcilers/ingress: the top-level host is NAME.NAMESPACE.svc.DOMAIN',
  ],
  peers: [],
  on: ['Certificate'],
  reads: ['ConfigMap', 'Gateway', 'InferenceService'],
  check(resource, context) {
    const secret = stringOf(resource.at('spec', 'secretName'));
    const namesNode = resource.at('spec', 'dnsNames');
    if (secret === undefined || isBroken(resource) || hasUnknown(namesNode) || isPlacedUnknown(resource)) return;
    const local = context.all('Gateway').find((each) => {
      const isLocal =
        gatewayId(each, context) === kserveIngress(context).localGateway || /local-gateway/.test(each.name ?? '');
      return (
        isLocal &&
        each.read(readGateway).servers.some((server) => credentialsOf(server).some(({ name }) => name === secret))
      );
    });
    if (!local) return;
    const { clusterDomain } = context.platform;
    const models = context
      .all('InferenceService')
      .filter((each) => each.name !== undefined && !isPlacedUnknown(each))
      .filter((each) => knownMode(each, context.platform, () => context.derive(kserveConfigMaps))?.mode === 'Knative');
    const common = stringOf(resource.at('spec', 'commonName'));
    const names = [...stringsOf(namesNode), ...(common === undefined ? [] : [common])];
    const open = models.filter((each) => {
      const host = serviceHost({ name: each.name!, namespace: context.namespaceOf(each) }, clusterDomain);
      return !names.some((name) => certifies(name, host));
    });
    const namespaces = [...new Set(open.map((each) => context.namespaceOf(each)))];
    const wide = itemsOf(namesNode).find((each) => stringOf(each) === `*.svc.${clusterDomain}`);
    if (!wide && open.length === 0) return;
    const related = [
      { document: local.document, span: local.headNode.span, message: 'The local gateway that serves it' },
    ];
    const wildcard = (namespace: string) => `*.${namespace}.svc.${clusterDomain}`;
    if (wide && (open.length > 0 || models.length === 0)) {
      context.report({
        at: wide,
        message: {
          what: `*.svc.${clusterDomain} stands for one label and matches no model`,
          why: 'a model is NAME.NAMESPACE in front of it, so clients refuse the certificate',
          todo: `Write *.NAMESPACE.svc.${clusterDomain} for each namespace with models${namespaces.length > 0 ? `: ${namespaces.join(', ')}` : ''}`,
        },
        fixes:
          isScalar(wide) && namespaces.length === 1
            ? [replaceFix(resource, wide, wildcard(namespaces[0]!), false)]
            : [],
        related,
      });
      return;
    }
    if (open.length === 0) return;
    context.report({
      at: entryOf(resource.at('spec'), 'dnsNames')?.key ?? resource.headNode,
      message: {
        what: `The certificate holds no name of the models in ${namespaces.join(', ')}`,
        why: `clients that call ${serviceHost({ name: open[0]!.name!, namespace: namespaces[0]! }, clusterDomain)} by https refuse it`,
        todo: `Add ${namespaces.map(wildcard).join(', ')} to dnsNames`,
      },
      fixes:
        isSeq(namesNode) && namespaces.length === 1
          ? [
              fixIn(
                resource,
                `Add ${wildcard(namespaces[0]!)}`,
                () => addValue(resource.document.text, namesNode, wildcard(namespaces[0]!)),
                false,
              ),
            ]
          : [],
      related,
    });
  },
});

function certifies(name: string, host: string): boolean {
  if (name.toLowerCase() === host.toLowerCase()) return true;
  return name.startsWith('*.') && host.slice(host.indexOf('.') + 1).toLowerCase() === name.slice(2).toLowerCase();
}

import { goField } from '../model/embedded-json';
import type { KindId } from '../model/kinds';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { isPlacedUnknown } from '../model/workload';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'kserve-local-gateway-undefined',
  severity: 'warning',
  summary:
    "KServe's configuration names a local gateway or its Service that no file defines (information where the files hold none of that namespace)",
  sources: ['kserve ingress_reconciler.go: the Gateway and the Service must exist; KServe makes neither'],
  peers: [],
  on: ['ConfigMap'],
  reads: ['Gateway', 'Service'],
  fromAbsence: true,
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const json = resource.read(readKServeConfig).entries.get('ingress')?.json;
    if (json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const { root } = json;
    if (goField(root, 'disableIstioVirtualHost')?.value?.value === true) return;
    const gateway = goField(root, 'localGateway')?.value;
    if (gateway?.kind === 'string') {
      const [namespace, name, ...rest] = String(gateway.value).split('/');
      if (namespace && name && rest.length === 0) look('Gateway', namespace, name, gateway.span, context);
    }
    const service = goField(root, 'localGatewayService')?.value;
    if (service?.kind === 'string') {
      const [name, namespace] = String(service.value).split('.');
      if (name && namespace) look('Service', namespace, name, service.span, context);
    }
  },
});

function look(
  kind: Extract<KindId, 'Gateway' | 'Service'>,
  namespace: string,
  name: string,
  span: { start: number; end: number },
  context: RuleContext,
): void {
  // Installed with Knative, in whatever namespace the gateway has.
  if (name === 'knative-local-gateway' || context.find(kind, namespace, name)) return;
  const all = context.all(kind);
  // One whose name or namespace nobody knows may be it.
  if (all.some((each) => each.name === undefined || isPlacedUnknown(each))) return;
  const others = all.filter((each) => context.namespaceOf(each) === namespace);
  context.report({
    at: span,
    absent: { kind, namespace, name },
    severity: others.length > 0 ? undefined : 'information',
    message: {
      what: `No file defines ${kind} ${name} in namespace ${namespace}`,
      why: 'KServe does not make it, and without it the top-level host of every model leads nowhere',
      todo: `Add the ${kind}, or name one that exists`,
    },
  });
}

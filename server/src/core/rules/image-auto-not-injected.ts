import { hasNoProxy, markValue, readPodMarks } from '../model/injection';
import { readPodGroups } from '../model/pods';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'image-auto-not-injected',
  severity: 'warning',
  summary: 'a container with image: auto waits for the injector, which does not look at these pods',
  sources: [
    'istio docs, setup/additional-setup/gateway: the injector replaces image: auto of a container istio-proxy; nothing else does',
  ],
  peers: ['IST0146', 'IST0147'],
  on: ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'],
  reads: ['ConfigMap', 'IstioOperator', 'Namespace'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const off =
      hasNoProxy(resource, context.namespaceOf(resource), context) ||
      resource.read(readPodMarks).some(({ label }) => markValue(label) === 'false');
    if (!off) return;
    for (const container of resource
      .read(readPodGroups)
      .flatMap(({ podSpec }) => itemsOf(entryOf(podSpec, 'containers')?.value))) {
      const image = entryOf(container, 'image')?.value;
      if (!image || stringOf(image) !== 'auto' || stringOf(entryOf(container, 'name')?.value) !== 'istio-proxy')
        continue;
      context.report({
        at: image,
        message: {
          what: 'Nothing replaces image: auto here',
          why: 'the injector does not look at these pods, so Kubernetes looks for an image of that name and the pods do not start',
          todo: 'Label the pods with sidecar.istio.io/inject: "true", or the namespace with istio-injection: enabled',
        },
      });
    }
  },
});

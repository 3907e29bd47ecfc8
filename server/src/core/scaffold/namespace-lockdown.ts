/** Values that `snippets/namespace-lockdown.yaml` derives from its answers. */
import { splitList } from './validate';
import type { ScaffoldView } from './view';

/** The namespace label of each way into the mesh (istio manifests/charts/istio-control, mutatingwebhook.yaml; ztunnel). */
const meshLabel = (injection: string | undefined, revision: string | undefined): string =>
  injection === 'ambient'
    ? 'istio.io/dataplane-mode=ambient'
    : injection === 'revision'
      ? `istio.io/rev=${revision}`
      : 'istio-injection=enabled';

export const namespaceLockdown: ScaffoldView = {
  derive(answers, platform) {
    const callers = splitList(answers.callers ?? '');
    const knative = answers.activator !== 'standard';
    // Service accounts of knative serving config/core: the autoscaler runs as `controller`.
    const principal = (namespace: string, account: string) => `${answers.trustDomain}/ns/${namespace}/sa/${account}`;
    return {
      callers,
      callerNames: callers.map((name) => `\`${name}\``).join(', '),
      knative,
      sidecar: answers.injection !== 'ambient',
      ambient: answers.injection === 'ambient',
      meshLabel: meshLabel(answers.injection, answers.revision),
      knativeNamespace: platform.knativeNamespace,
      gatewayNamespace: platform.gatewayNamespace,
      activator: principal(platform.knativeNamespace, 'activator'),
      controller: principal(platform.knativeNamespace, 'controller'),
      gateways: platform.gatewayServiceAccounts.map((account) => principal(platform.gatewayNamespace, account)),
      exempt: [
        ...new Set([
          ...callers,
          ...(knative ? [platform.knativeNamespace] : []),
          ...(answers.external === 'yes' ? [platform.gatewayNamespace] : []),
        ]),
      ],
    };
  },

  validate(key, value, platform) {
    if (key !== 'callers') return undefined;
    const callers = splitList(value);
    if (callers.includes(platform.knativeNamespace)) {
      return `Whoever calls the activator borrows the identity of ${platform.knativeNamespace}. Leave it out; whether to trust the activator is a question of its own.`;
    }
    if (callers.includes(platform.gatewayNamespace)) {
      return `Leave out ${platform.gatewayNamespace}; whether calls may come through the gateway is a question of its own.`;
    }
    return undefined;
  },
};

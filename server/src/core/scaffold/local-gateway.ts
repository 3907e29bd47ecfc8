/** Values that `snippets/local-gateway.yaml` derives from its answers. */
import type { ScaffoldView } from './view';

/** KServe's default (kserve pkg/apis/serving/v1beta1/configmap.go): Go template braces, which Mustache would take for its own. */
const DOMAIN_TEMPLATE = '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}';

export const localGateway: ScaffoldView = {
  derive(answers, platform) {
    const [selectorKey, selectorValue] = (answers.selector ?? '').split('=');
    return {
      selectorKey,
      selectorValue,
      kserveNamespace: platform.kserveNamespace,
      clusterDomain: platform.clusterDomain,
      domainTemplate: DOMAIN_TEMPLATE,
    };
  },
};

/** What each template gets beyond its answers. A template without an entry needs nothing. */
import type { Platform } from '../platform/platform';
import { namespaceLockdown } from './namespace-lockdown';
import type { View } from './render';
import { testWorkloads } from './test-workloads';
import type { ScaffoldValues } from './types';
import { splitList } from './validate';
import type { ScaffoldView } from './view';

/** KServe's default (kserve pkg/apis/serving/v1beta1/configmap.go): Go template braces, which Mustache would take for its own. */
const DOMAIN_TEMPLATE = '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}';

const selectorOf = (answers: ScaffoldValues): View => {
  const [selectorKey, selectorValue] = (answers.selector ?? '').split('=');
  return { selectorKey, selectorValue };
};

/** Knative's accounts (serving config/core): the autoscaler runs as `controller`. */
const knativePrincipals = (answers: ScaffoldValues, platform: Platform): View => {
  const of = (account: string) => `${answers.trustDomain}/ns/${platform.knativeNamespace}/sa/${account}`;
  return { activatorPrincipal: of('activator'), controllerPrincipal: of('controller') };
};

const named = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** Starts a document where a template repeats one; a line of its own in the template would end the template's document. */
const SEPARATOR = '---';

const localGateway: ScaffoldView = {
  derive: (answers) => ({ ...selectorOf(answers), domainTemplate: DOMAIN_TEMPLATE }),
};

const localGatewayHttps: ScaffoldView = {
  derive: (answers, platform) => ({
    ...selectorOf(answers),
    domainTemplate: DOMAIN_TEMPLATE,
    dnsNames: splitList(answers.modelNamespaces ?? '').flatMap((namespace) => [
      `*.${namespace}.svc.${platform.clusterDomain}`,
      `*.${namespace}.svc`,
    ]),
  }),
};

const kserveConfig: ScaffoldView = {
  derive(answers, platform) {
    const [namespace, name] = (answers.localGatewayService ?? '').split('/');
    return {
      serviceHost: `${name}.${namespace}.svc.${platform.clusterDomain}`,
      domainTemplate: DOMAIN_TEMPLATE,
      disabled: answers.action === 'disable',
    };
  },
};

const meshStrictMtls: ScaffoldView = {
  derive(answers, platform) {
    const both = answers.level === 'both';
    const hosts = both ? splitList(answers.plaintextHosts ?? '') : [];
    return {
      separator: SEPARATOR,
      patchesGateway: both && answers.topLevel === 'keep',
      topLevelDisabled: both && answers.topLevel === 'disabled',
      apiServer: `kubernetes.default.svc.${platform.clusterDomain}`,
      localGatewayHost: `knative-local-gateway.${platform.gatewayNamespace}.svc.${platform.clusterDomain}`,
      exemptions: hosts.map((host) => ({ host, name: `plaintext-${host.replaceAll('.', '-')}` })),
    };
  },
};

const secureInferenceService: ScaffoldView = {
  derive(answers, platform) {
    const knative = answers.mode === 'Knative';
    const callers = splitList(answers.callers ?? '');
    return {
      ...knativePrincipals(answers, platform),
      knative,
      offPath: knative && answers.activator === 'off',
      onPath: knative && answers.activator === 'on',
      probesNeedMesh: knative && answers.policy === 'own',
      callers,
      callerNames: named(callers),
    };
  },
};

const serviceAccounts: ScaffoldView = {
  derive(answers, platform) {
    const accounts = splitList(answers.clients ?? '');
    return {
      ...knativePrincipals(answers, platform),
      separator: SEPARATOR,
      knative: answers.mode === 'Knative',
      accountNames: named(accounts),
      accounts: accounts.map((account) => {
        const [namespace, name] = account.split('/');
        return { account, namespace, name, principal: `${answers.trustDomain}/ns/${namespace}/sa/${name}` };
      }),
    };
  },
  validate(key, value, platform) {
    const knative = splitList(value).find((account) => account.startsWith(`${platform.knativeNamespace}/`));
    return key === 'clients' && knative !== undefined
      ? `Whoever calls the activator borrows the identity of ${platform.knativeNamespace}. Leave ${knative} out.`
      : undefined;
  },
};

const jwt: ScaffoldView = {
  derive(answers, platform) {
    const atPod = answers.where === 'pod';
    const { model, namespace, ingressDomain } = answers;
    // The top-level host and Knative's own for the component (knative config-domain: NAME.NAMESPACE.DOMAIN), outside and inside the cluster.
    const hosts = [
      `${model}-${namespace}.${ingressDomain}`,
      `${model}-predictor-${namespace}.${ingressDomain}`,
      `${model}-predictor.${namespace}.${ingressDomain}`,
      ...[model, `${model}-predictor`].flatMap((name) =>
        ['', '.svc', `.svc.${platform.clusterDomain}`].map((suffix) => `${name}.${namespace}${suffix}`),
      ),
    ];
    return {
      ...knativePrincipals(answers, platform),
      ...selectorOf(answers),
      knative: atPod && answers.mode === 'Knative',
      place: atPod ? namespace : platform.gatewayNamespace,
      tokens: `${answers.issuer}/*`,
      hasAudiences: splitList(answers.audiences ?? '').length > 0,
      hosts: hosts.flatMap((host) => [host, `${host}:*`]),
    };
  },
};

const waypoint: ScaffoldView = {
  derive(answers) {
    const callers = splitList(answers.callers ?? '');
    return {
      callers,
      callerNames: named(callers),
      waypointPrincipal: `${answers.trustDomain}/ns/${answers.namespace}/sa/${answers.name}`,
    };
  },
};

export const VIEWS: Readonly<Record<string, ScaffoldView>> = {
  jwt,
  'kserve-config': kserveConfig,
  'local-gateway': localGateway,
  'local-gateway-https': localGatewayHttps,
  'mesh-strict-mtls': meshStrictMtls,
  'namespace-lockdown': namespaceLockdown,
  'secure-inference-service': secureInferenceService,
  'service-accounts': serviceAccounts,
  'test-workloads': testWorkloads,
  waypoint,
};

/**
 * KServe's `ingress` settings as values of its Helm chart: the chart writes `kserve.controller.gateway` into the ConfigMap
 * (kserve charts/kserve-resources/values.yaml and templates/configmap.yaml).
 */
import { at, entriesOf, isMap, type MapNode, type YamlNode } from '../yaml/node';

/** Path below `kserve.controller.gateway` for each key of `ingress` that the chart has a value for. */
export const GATEWAY_VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['ingressDomain', ['domain']],
  ['domainTemplate', ['domainTemplate']],
  ['urlScheme', ['urlScheme']],
  ['disableIstioVirtualHost', ['disableIstioVirtualHost']],
  ['disableIngressCreation', ['disableIngressCreation']],
  ['localGateway', ['localGateway', 'gateway']],
  ['localGatewayService', ['localGateway', 'gatewayService']],
  ['knativeLocalGatewayService', ['localGateway', 'knativeGatewayService']],
  ['ingressGateway', ['ingressGateway', 'gateway']],
  ['enableGatewayApi', ['ingressGateway', 'enableGatewayApi']],
  ['kserveIngressGateway', ['ingressGateway', 'kserveGateway']],
  ['ingressClassName', ['ingressGateway', 'className']],
]);

/** True for the name of a values file: the chart's own, or one of an environment. */
export const isValuesUri = (uri: string): boolean => /\/[^/]*values[^/]*\.ya?ml$/i.test(uri);

/** The map `kserve.controller.gateway` of a values file, also where the chart is a dependency and its values lie below its name. */
export function gatewayValues(root: YamlNode | undefined): MapNode | undefined {
  const below = (node: YamlNode | undefined) => at(node, 'kserve', 'controller', 'gateway');
  const found = [below(root), ...entriesOf(root).map(({ value }) => below(value))].filter(isMap);
  return found.length === 1 ? found[0] : undefined;
}

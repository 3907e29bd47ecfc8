import { knownMode } from '../model/deployment-mode';
import { goField } from '../model/embedded-json';
import { readComponents } from '../model/inference-components';
import { INGRESS_FIELDS, kserveConfigMaps, readKServeConfig } from '../model/kserve-config';
import { isPlacedUnknown } from '../model/workload';
import { stringOf } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

/** Longest part of a host name (RFC 1035), and longest name of a Kubernetes Service. */
const LIMIT = 63;
const SHIPPED_TEMPLATE = INGRESS_FIELDS.find((field) => field.name === 'domainTemplate')?.shipped;

export default defineRule({
  id: 'isvc-host-too-long',
  severity: 'warning',
  summary: 'names that KServe makes from an InferenceService are longer than a part of a host name may be',
  sources: [
    'kserve pkg/constants: components are called <name>-predictor and so on, and so are their Services',
    'kserve config/configmap/inferenceservice.yaml domainTemplate: in Standard mode name and namespace become one label',
    'RFC 1035: a label of a host name has 63 characters at most',
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['ConfigMap'],
  check(resource, context) {
    const { name, nameNode } = resource;
    if (!name || !nameNode) return;
    const known = knownMode(resource, context.platform, () => context.derive(kserveConfigMaps));
    if (!known || known.mode === 'ModelMesh') return;
    const components = resource.read(readComponents).map((each) => each.name);
    const longest = components.reduce<string>((a, b) => (b.length > a.length ? b : a), 'predictor');
    const service = `${name}-${longest}`;
    const external =
      known.mode === 'Standard' && !isPlacedUnknown(resource) && isExternal(resource) && usesShippedTemplate(context)
        ? `${service}-${context.namespaceOf(resource)}`
        : '';
    const tooLong = service.length > LIMIT ? service : external.length > LIMIT ? external : undefined;
    if (!tooLong) return;
    context.report({
      at: nameNode,
      message: {
        what: `${tooLong === service ? 'Its Service' : 'Its external host'} would be called ${tooLong}, ${tooLong.length} characters long`,
        why: `a part of a host name has ${LIMIT} at most, so the InferenceService never becomes ready`,
        todo: `Shorten the name by ${tooLong.length - LIMIT} characters or more`,
      },
    });
  },
});

const isExternal = (resource: Parameters<typeof readComponents>[0]): boolean =>
  stringOf(resource.at('metadata', 'labels', 'networking.kserve.io/visibility')) !== 'cluster-local';

const usesShippedTemplate = (context: RuleContext): boolean =>
  context.derive(kserveConfigMaps).every((each) => {
    const ingress = each.read(readKServeConfig).entries.get('ingress');
    if (!ingress) return true;
    const template = goField(ingress.json?.root, 'domainTemplate')?.value;
    return ingress.json?.root !== undefined && (!template || template.value === SHIPPED_TEMPLATE);
  });

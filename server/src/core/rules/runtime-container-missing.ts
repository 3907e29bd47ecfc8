import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isScalar, isUnknown, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

const NAME = 'kserve-container';

export default defineRule({
  id: 'runtime-container-missing',
  severity: 'error',
  summary: 'a ServingRuntime has no container called kserve-container, which models are served by',
  sources: [
    'kserve pkg/controller/v1beta1/inferenceservice/components/predictor.go: the container named kserve-container is merged with the model; without it the InferenceService is not made',
  ],
  peers: [],
  on: ['ServingRuntime', 'ClusterServingRuntime'],
  check(resource, context) {
    const spec = resource.at('spec');
    const list = entryOf(spec, 'containers');
    const items = itemsOf(list?.value);
    if (!list || items.length === 0 || isUnknown(spec) || isUnknown(list.value)) return;
    if (isBroken(resource) || looksLikePatch(resource)) return;
    // Runtimes of ModelMesh name their containers as they like.
    const many = entryOf(spec, 'multiModel')?.value;
    if (many && (!isScalar(many) || many.value !== false)) return;
    if (entryOf(spec, 'grpcDataEndpoint') ?? entryOf(spec, 'grpcEndpoint') ?? entryOf(spec, 'builtInAdapter')) return;
    const names = items.map((item) => entryOf(item, 'name')?.value);
    if (names.some((node) => !node || isUnknown(node) || stringOf(node) === NAME)) return;
    const [first] = names;
    context.report({
      at: first ?? list.key,
      message: {
        what: `No container is called ${NAME}`,
        why: 'KServe puts the model into that one, and makes no pods without it',
        todo: items.length === 1 ? `Call it ${NAME}` : `Call the one that serves the model ${NAME}`,
      },
      fixes: isScalar(first) && !first.alias && items.length === 1 ? [replaceFix(resource, first, NAME, false)] : [],
    });
  },
});

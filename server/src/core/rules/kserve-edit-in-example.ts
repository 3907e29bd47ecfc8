import { KSERVE_CONFIG_KEYS, KSERVE_CONFIG_NAME } from '../model/kserve-config';
import { isBroken } from '../model/workload';
import { entriesOf, entryOf, isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'kserve-edit-in-example',
  severity: 'warning',
  summary: 'inferenceservice-config holds settings under _example only, which nothing reads',
  sources: [
    'kserve config/configmap/inferenceservice.yaml: _example is documentation; settings are keys of data beside it',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    const data = resource.at('data');
    if (resource.name !== KSERVE_CONFIG_NAME || isBroken(resource) || isUnknown(data)) return;
    const example = entryOf(data, '_example');
    if (!example || entriesOf(data).some(({ key }) => key.unknown || KSERVE_CONFIG_KEYS.has(key.text))) return;
    context.report({
      at: example.key,
      message: {
        what: 'Nothing reads _example',
        why: "it is documentation, and this ConfigMap holds no setting beside it, so KServe's defaults stay",
        todo: 'Move the settings that you mean to keys of data, such as ingress, as complete JSON objects without comments',
      },
    });
  },
});

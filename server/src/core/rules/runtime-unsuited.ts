import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, hasUnknown, isScalar, itemsOf, stringOf, stringsOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'runtime-unsuited',
  severity: 'error',
  summary:
    'the runtime that an InferenceService names is disabled, or does not take its model format, version or protocol',
  sources: [
    'kserve pkg/controller/v1beta1/inferenceservice/components/predictor.go: a named runtime must support the format, the version where one is given, and the protocol version, and may not be disabled',
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['ServingRuntime', 'ClusterServingRuntime'],
  check(resource, context) {
    const model = resource.at('spec', 'predictor', 'model');
    const name = stringOf(entryOf(model, 'runtime')?.value);
    if (!name || isBroken(resource) || isPlacedUnknown(resource)) return;
    // A runtime of the namespace hides one of the cluster (kserve utils GetServingRuntime).
    const runtime =
      context.find('ServingRuntime', context.namespaceOf(resource), name) ??
      context.cluster('ClusterServingRuntime', name);
    if (!runtime || isBroken(runtime)) return;
    const related = [{ document: runtime.document, span: runtime.headNode.span, message: 'The runtime' }];
    const disabled = runtime.at('spec', 'disabled');
    if (isScalar(disabled) && disabled.value === true) {
      context.report({
        at: entryOf(model, 'runtime')!.value,
        message: {
          what: `Runtime ${name} is disabled`,
          why: 'KServe makes no pods with it',
          todo: 'Name another runtime, or remove disabled',
        },
        related,
      });
    }
    const formats = runtime.at('spec', 'supportedModelFormats');
    const formatNode = entryOf(entryOf(model, 'modelFormat')?.value, 'name')?.value;
    const format = stringOf(formatNode);
    if (formatNode && format && itemsOf(formats).length > 0 && !hasUnknown(formats)) {
      const same = itemsOf(formats).filter((each) => stringOf(entryOf(each, 'name')?.value) === format);
      const names = [...new Set(itemsOf(formats).flatMap((each) => stringOf(entryOf(each, 'name')?.value) ?? []))];
      const versionNode = entryOf(entryOf(model, 'modelFormat')?.value, 'version')?.value;
      const version = stringOf(versionNode);
      if (same.length === 0) {
        context.report({
          at: formatNode,
          message: {
            what: `Runtime ${name} does not take models of format ${format}`,
            why: `it takes ${names.join(', ')}, and KServe makes no pods`,
            todo: 'Write a format of the runtime, or name another runtime',
          },
          related,
        });
      } else if (
        versionNode &&
        version &&
        !same.some((each) => stringOf(entryOf(each, 'version')?.value) === version)
      ) {
        context.report({
          at: versionNode,
          message: {
            what: `Runtime ${name} does not take version ${version} of ${format}`,
            why: 'KServe compares the text and makes no pods',
            todo: 'Leave the version out, or write one of the runtime',
          },
          related,
        });
      }
    }
    const protocols = runtime.at('spec', 'protocolVersions');
    const protocolNode = entryOf(model, 'protocolVersion')?.value;
    const protocol = stringOf(protocolNode);
    if (!protocolNode || !protocol || hasUnknown(protocols) || itemsOf(protocols).length === 0) return;
    if (stringsOf(protocols).includes(protocol)) return;
    context.report({
      at: protocolNode,
      message: {
        what: `Runtime ${name} does not speak protocol ${protocol}`,
        why: `it speaks ${stringsOf(protocols).join(', ')}, and KServe makes no pods`,
        todo: 'Write a protocol of the runtime, or name another runtime',
      },
      related,
    });
  },
});

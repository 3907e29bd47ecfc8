import { isBroken } from '../model/workload';
import { stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'wasm-url-scheme',
  severity: 'error',
  summary: 'a WasmPlugin lies where Istio cannot fetch it from',
  sources: ['istio pkg/config/validation/validation.go validateWasmPluginURL: file, http, https, oci, or none for oci'],
  peers: ['IST0106', 'CRD schema'],
  on: ['WasmPlugin'],
  check(resource, context) {
    const node = resource.at('spec', 'url');
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(stringOf(node) ?? '')?.[1];
    if (!node || !scheme || isBroken(resource) || /^(?:file|https?|oci)$/i.test(scheme)) return;
    context.report({
      at: node,
      message: {
        what: `Istio fetches nothing by ${scheme}`,
        why: 'it refuses the WasmPlugin',
        todo: 'Use oci, http, https or file',
      },
    });
  },
});

import { given } from '../model/given';
import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isScalar, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'wasm-plugin-invalid',
  severity: 'error',
  summary: 'a WasmPlugin has a url of an unknown scheme, a checksum that is none, or variables that cannot be set',
  sources: ['istio pkg/config/validation/validation.go ValidateWasmPlugin, and the same in the CRD'],
  peers: ['IST0106', 'CRD schema'],
  on: ['WasmPlugin'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    const url = resource.at('spec', 'url');
    const text = stringOf(url);
    if (url && text !== undefined) {
      const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
      if (text === '')
        refuse(context, url, 'url is empty', 'Write where the plugin lies, such as oci://registry/plugin:1');
      else if (scheme && !/^(?:file|https?|oci)$/i.test(scheme)) {
        refuse(context, url, `Istio fetches nothing by ${scheme}`, 'Use oci, http, https or file');
      }
    }
    const sum = resource.at('spec', 'sha256');
    const digest = stringOf(sum);
    if (sum && digest && !/^[a-f0-9]{64}$/.test(digest)) {
      refuse(context, sum, 'This is no SHA-256', 'Write 64 digits of 0-9 and a-f, without a prefix');
    }
    variables(resource, context);
  },
});

const refuse = (context: RuleContext, node: YamlNode, what: string, todo: string): void =>
  context.report({ at: node, message: { what, why: 'the WasmPlugin is refused', todo } });

function variables(resource: Resource, context: RuleContext): void {
  const seen = new Set<string>();
  for (const item of itemsOf(resource.at('spec', 'vmConfig', 'env'))) {
    const name = entryOf(item, 'name')?.value;
    const text = stringOf(name);
    if (text === undefined || !isScalar(name)) continue;
    if (text === '') refuse(context, name, 'This variable has no name', 'Name it');
    else if (seen.has(text)) refuse(context, name, `Variable ${text} is there twice`, 'Remove one of the two');
    seen.add(text);
    const value = entryOf(item, 'value');
    if (value && given(value.value) === 'yes' && stringOf(entryOf(item, 'valueFrom')?.value) === 'HOST') {
      refuse(
        context,
        value.key,
        `Variable ${text} comes from the proxy and has a value`,
        'Remove value, or write valueFrom: INLINE',
      );
    }
  }
}

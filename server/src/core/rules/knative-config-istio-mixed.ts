import { isBroken } from '../model/workload';
import {
  type Entry,
  entriesOf,
  entryOf,
  isNull,
  isScalar,
  isUnknown,
  itemsOf,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { defineRule, type Message } from './define';
import { removeKeyFix } from './fix';

const NEW_KEYS = ['external-gateways', 'local-gateways'] as const;
const OLD_KEY = /^(?:local-)?gateway\./;
const NEEDED = ['namespace', 'name', 'service'] as const;

export default defineRule({
  id: 'knative-config-istio-mixed',
  severity: 'error',
  summary: "Knative's config-istio mixes its two formats, or a list of gateways that Knative refuses",
  sources: [
    'net-istio pkg/reconciler/ingress/config/istio.go NewIstioFromConfigMap: never both formats; each gateway needs name, namespace and service; exactly one of a list has no labelSelector',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (resource.name !== 'config-istio' || isBroken(resource)) return;
    if (resource.namespace !== context.platform.knativeNamespace) return;
    const data = resource.at('data');
    if (isUnknown(data)) return;
    const fresh = NEW_KEYS.flatMap((key) => entryOf(data, key) ?? []).filter(
      ({ value }) => isScalar(value) && (value.unknown || value.text.trim() !== ''),
    );
    const old = entriesOf(data).filter(({ key }) => !key.unknown && OLD_KEY.test(key.text));
    const [first] = fresh;
    if (first && old.length > 0) {
      for (const { key } of old) {
        context.report({
          at: key,
          message: {
            what: `${key.text} does not go with ${first.key.text}`,
            why: 'Knative takes the old format or the new one, and refuses a ConfigMap with both',
            todo: `Add this gateway to the list under ${key.text.startsWith('local-') ? 'local-gateways' : 'external-gateways'} and remove the key`,
          },
          fixes: old.length === 1 ? removeKeyFix(resource, data, key.text, `Remove ${key.text}`) : [],
        });
      }
      return;
    }
    for (const entry of fresh) {
      const fault = faultOf(entry);
      if (fault) context.report({ at: entry.key, message: fault });
    }
  },
});

function faultOf({ key, value }: Entry): Message | undefined {
  const text = stringOf(value);
  if (text === undefined || text.includes('{{')) return undefined;
  const { root, problems } = parseYaml(text);
  const why = 'Knative refuses the configuration and keeps the one it had, or does not start';
  if (problems.length > 0 || !root || root.kind !== 'seq') {
    return {
      what: `${key.text} holds no list`,
      why,
      todo: 'Write a list of gateways with namespace, name and service',
    };
  }
  const gateways = itemsOf(root);
  for (const [index, gateway] of gateways.entries()) {
    const missing = NEEDED.filter((field) => isMissing(entryOf(gateway, field)?.value));
    if (missing.length > 0 && !isUnknown(gateway)) {
      return {
        what: `Gateway ${index + 1} of ${key.text} lacks ${missing.join(' and ')}`,
        why,
        todo: 'Add what is missing',
      };
    }
  }
  const defaults = gateways.filter((gateway) => isMissing(entryOf(gateway, 'labelSelector')?.value)).length;
  if (gateways.length === 0 || defaults === 1) return undefined;
  return {
    what: `${defaults === 0 ? 'Every gateway' : `${defaults} gateways`} of ${key.text} ${defaults === 0 ? 'has a labelSelector' : 'have no labelSelector'}`,
    why: `exactly one of them must be the default, without a selector; ${why}`,
    todo: defaults === 0 ? 'Leave the selector out of one' : 'Give all but one a selector',
  };
}

const isMissing = (node: YamlNode | undefined): boolean =>
  !node || isNull(node) || (isScalar(node) && node.text === '');

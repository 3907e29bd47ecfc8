import { isDnsLabel } from '../model/dns-name';
import { isNull, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeItemFix } from './fix';

export default defineRule({
  id: 'dr-export-conflict',
  severity: 'error',
  summary:
    'exportTo names a namespace twice, * beside others, or other namespaces although the rule is for selected pods',
  sources: ['istio pkg/config/validation/validation.go validateExportTo'],
  peers: ['IST0106'],
  on: ['DestinationRule'],
  check(resource, context) {
    const list = resource.at('spec', 'exportTo');
    const selector = resource.at('spec', 'workloadSelector');
    const selective = selector !== undefined && !isNull(selector);
    const items = itemsOf(list);
    const own = resource.namespace;
    const place = (text: string) => (text === '.' && own !== undefined ? own : text);
    const seen = new Map<string, (typeof items)[number]>();
    for (const item of items) {
      const text = stringOf(item);
      if (text === undefined) continue;
      const key = place(text);
      const first = seen.get(key);
      if (!first) seen.set(key, item);
      const foreign = selective && text !== '.' && text !== own && (own !== undefined || text === '*');
      const problem = first
        ? { what: `exportTo names ${text === '.' ? 'its own namespace' : text} twice`, todo: 'Remove one of the two' }
        : text !== '*' && text !== '.' && !isDnsLabel(text)
          ? {
              what: `exportTo cannot hold ${JSON.stringify(text)}`,
              todo: 'Name namespaces, "." for its own, or "*" for all',
            }
          : text === '*' && items.length > 1
            ? { what: 'exportTo names * beside others', todo: 'Keep * alone, or name the namespaces' }
            : foreign
              ? {
                  what: `exportTo goes beyond the rule's own namespace, and a workloadSelector is there`,
                  todo: 'Set exportTo to ["."], or remove the workloadSelector',
                }
              : undefined;
      if (!problem) continue;
      context.report({
        at: item,
        message: { ...problem, why: 'Istio refuses the whole DestinationRule' },
        fixes: list ? removeItemFix(resource, list, item, `Remove ${text}`) : [],
        related: first ? [{ document: resource.document, span: first.span, message: 'The first one' }] : [],
      });
    }
  },
});

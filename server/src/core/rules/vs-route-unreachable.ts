import { isBroken } from '../model/workload';
import { entryOf, isMap, isNull, isUnknown, itemsOf, stringOf, toValue, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'vs-route-unreachable',
  severity: 'warning',
  summary: 'a route of a VirtualService comes after one that takes all its requests',
  sources: [
    'istio pkg/config/validation/virtualservice.go analyzeUnreachableHTTPRules: the first route that matches wins; one without match takes every request',
  ],
  peers: ['IST0130', 'IST0131', 'IST0133'],
  on: ['VirtualService'],
  check(resource, context) {
    if (isBroken(resource)) return;
    const routes = itemsOf(resource.at('spec', 'http'));
    const seen = new Map<string, YamlNode>();
    let all: YamlNode | undefined;
    for (const route of routes) {
      if (!isMap(route) || isUnknown(route)) return;
      const matches = entryOf(route, 'match');
      const at = matches?.key ?? route.entries[0]?.key ?? route;
      const earlier = all ?? repeated(matches?.value, seen);
      if (earlier) {
        context.report({
          at,
          message: {
            what: 'No request comes to this route',
            why: all
              ? 'one above has no condition and takes every request'
              : 'one above has the same conditions, and the first that matches wins',
            todo: all ? 'Put the route without conditions last' : 'Remove one of them, or tell them apart',
          },
          related: [{ document: resource.document, span: earlier.span, message: 'This route comes first' }],
        });
        continue;
      }
      const items = itemsOf(matches?.value);
      if (matches && isUnknown(matches.value)) continue;
      if (!matches || isNull(matches.value) || items.length === 0 || items.some(takesAll)) {
        all = route.entries[0]?.key ?? route;
      }
      for (const item of items) if (isMap(item) && !isUnknown(item)) seen.set(keyOf(item), matches!.key);
    }
  },
});

/** A condition on nothing, or on a path that every path begins with. */
function takesAll(match: YamlNode): boolean {
  if (!isMap(match) || match.open) return false;
  const rest = match.entries.filter(({ key }) => key.text !== 'name' && key.text !== 'ignoreUriCase');
  if (rest.length === 0) return true;
  const [only] = rest;
  const uri = rest.length === 1 && only!.key.text === 'uri' ? only!.value : undefined;
  return isMap(uri) && uri.entries.length === 1 && stringOf(entryOf(uri, 'prefix')?.value) === '/';
}

const keyOf = (match: YamlNode): string => {
  const value = toValue(match) as Record<string, unknown>;
  return JSON.stringify(
    Object.entries(value)
      .filter(([key]) => key !== 'name')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};

/** The earlier route, when each condition of this one stands there too. */
function repeated(matches: YamlNode | undefined, seen: ReadonlyMap<string, YamlNode>): YamlNode | undefined {
  const items = itemsOf(matches);
  if (items.length === 0 || !items.every((item) => isMap(item) && !hasTemplates(item) && seen.has(keyOf(item))))
    return undefined;
  return seen.get(keyOf(items[0]!));
}

function hasTemplates(node: YamlNode): boolean {
  if (isUnknown(node)) return true;
  return isMap(node)
    ? node.entries.some((each) => each.key.unknown || hasTemplates(each.value))
    : itemsOf(node).some(hasTemplates);
}

import { given, givenIn } from '../model/given';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import {
  type Entry,
  entriesOf,
  entryOf,
  isMap,
  isScalar,
  isUnknown,
  itemsOf,
  type MapNode,
  type YamlNode,
} from '../yaml/node';
import { defineRule, type RuleContext } from './define';

/** Ways to answer a request of which a route takes one, and what goes with the first only. */
const ANSWERS = ['route', 'redirect', 'directResponse'] as const;
const WITH_ROUTE = ['fault', 'rewrite'] as const;

export default defineRule({
  id: 'vs-route-invalid',
  severity: 'error',
  summary: 'a route leads nowhere, says two things at once, or shares requests by weights that come to nothing',
  sources: [
    'istio pkg/config/validation/virtualservice.go validateHTTPRouteConflict',
    'istio pkg/config/validation/validation.go validateHTTPRouteDestinations, validateTCPRoute, validateTLSRoute',
  ],
  peers: ['IST0106', 'KIA1103'],
  on: ['VirtualService'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    for (const kind of ['http', 'tls', 'tcp'] as const) {
      for (const rule of itemsOf(resource.at('spec', kind))) {
        if (!isMap(rule)) continue;
        if (kind === 'http') answers(rule, context);
        else if (givenIn(rule, 'route') === 'no') nowhere(rule, 'Add route with a destination', context);
        weights(entryOf(rule, 'route')?.value, context);
      }
    }
  },
});

const REFUSED = 'Istio refuses the whole VirtualService';

/** Fields of an HTTPRoute (istio-api networking/v1). */
const FIELDS: ReadonlySet<string> = new Set([
  ...['name', 'match', 'route', 'redirect', 'directResponse', 'delegate', 'rewrite', 'timeout', 'retries', 'fault'],
  ...['mirror', 'mirrors', 'mirrorPercent', 'mirror_percent', 'mirrorPercentage', 'corsPolicy', 'headers'],
]);

function nowhere(rule: MapNode, todo: string, context: RuleContext): void {
  // One that is misspelt may say where, and is unknown-field's to tell.
  if (rule.entries.some(({ key }) => !FIELDS.has(key.text))) return;
  const [first] = rule.entries;
  context.report({
    at: first?.key ?? rule,
    message: { what: 'This route leads nowhere', why: REFUSED, todo },
  });
}

const written = (rule: MapNode, key: string): Entry | undefined => {
  const entry = entryOf(rule, key);
  return entry && given(entry.value) === 'yes' ? entry : undefined;
};

function answers(rule: MapNode, context: RuleContext): void {
  const clash = (one: Entry, other: Entry) =>
    context.report({
      at: (one.span.start > other.span.start ? one : other).key,
      message: {
        what: `A route cannot have both ${one.key.text} and ${other.key.text}`,
        why: REFUSED,
        todo: 'Keep one of them, or make two routes',
      },
    });
  const delegate = written(rule, 'delegate');
  const found = ANSWERS.flatMap((key) => written(rule, key) ?? []);
  if (delegate) {
    for (const entry of found) if (entry.key.text !== 'directResponse') clash(delegate, entry);
    return;
  }
  const mirror = written(rule, 'mirror');
  const mirrors = written(rule, 'mirrors');
  if (mirror && mirrors) clash(mirror, mirrors);
  const [first, second] = found;
  if (!first) {
    const none = [...ANSWERS, 'delegate'].every((key) => givenIn(rule, key) === 'no' || key === 'delegate');
    if (none && givenIn(rule, 'delegate') === 'no' && !emptyObject(rule)) {
      nowhere(rule, 'Add route with a destination, redirect, directResponse or delegate', context);
    }
    return;
  }
  if (second) clash(first, second);
  if (first.key.text === 'route') return;
  for (const key of WITH_ROUTE) {
    const entry = written(rule, key);
    if (entry) clash(first, entry);
  }
}

/** `redirect: {}` counts by being there. */
const emptyObject = (rule: MapNode): boolean =>
  ['redirect', 'directResponse', 'delegate'].some((key) => isMap(entryOf(rule, key)?.value));

/** Several destinations need weights that come to more than nothing; one that is left out is 0. */
function weights(route: YamlNode | undefined, context: RuleContext): void {
  const items = itemsOf(route);
  if (items.length < 2 || isUnknown(route) || items.some((item) => !isMap(item) || item.open)) return;
  const values = items.map((item) => entryOf(item, 'weight')?.value);
  const zero = values.every(
    (value) => value === undefined || (isScalar(value) && (value.value === 0 || value.value === null)),
  );
  if (!zero) return;
  const [first] = items;
  context.report({
    at: values.find((value) => value !== undefined) ?? entriesOf(first)[0]?.key ?? first!,
    message: {
      what: 'The weights of these destinations come to 0',
      why: `a weight that is left out is 0, and ${REFUSED}`,
      todo: 'Give each destination its share in weight',
    },
  });
}

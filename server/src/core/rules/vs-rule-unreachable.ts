import type { Resource } from '../model/resource';
import { coversMatch, hasNoMatch, takesAnyRequest } from '../model/route-match';
import { sameValue } from '../model/same-value';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entriesOf, entryOf, isUnknown, itemsOf, type YamlNode } from '../yaml/node';
import { defineRule, type RuleContext } from './define';
import { removeItemFix } from './fix';

export default defineRule({
  id: 'vs-rule-unreachable',
  severity: 'warning',
  summary:
    'no request gets to a route, since an earlier one takes them all (information: to one of its conditions, or to the same destinations)',
  sources: [
    'istio pilot/pkg/networking/core/route BuildHTTPRoutesForVirtualService: routes in the order of the list, none after one that takes every request; Envoy takes the first that fits',
  ],
  peers: ['IST0130', 'IST0131'],
  on: ['VirtualService'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    for (const kind of ['http', 'tcp', 'tls'] as const) {
      const list = resource.at('spec', kind);
      if (list && !isUnknown(list)) look(resource, context, kind, list);
    }
  },
});

/** Both send requests to the same place, so little is lost. */
const leadsAlike = (a: YamlNode, b: YamlNode): boolean => {
  const [mine, theirs] = [entryOf(a, 'route')?.value, entryOf(b, 'route')?.value];
  return mine !== undefined && theirs !== undefined && sameValue(mine, theirs);
};

interface Earlier {
  /** `undefined`: the rule has no conditions. */
  readonly match: YamlNode | undefined;
  readonly rule: YamlNode;
}

function look(resource: Resource, context: RuleContext, kind: 'http' | 'tcp' | 'tls', list: YamlNode): void {
  const before: Earlier[] = [];
  const taker = (match: YamlNode | undefined): Earlier | undefined =>
    before.find((each) => {
      if (each.match === undefined) return true;
      if (match === undefined) return kind === 'http' && takesAnyRequest(each.match);
      return kind === 'http'
        ? takesAnyRequest(each.match) || coversMatch(each.match, match)
        : sameValue(each.match, match);
    });
  for (const rule of itemsOf(list)) {
    const none = hasNoMatch(rule);
    // A delegate has conditions of its own, in another object.
    const delegates = entryOf(rule, 'delegate') !== undefined;
    if (none === undefined) continue;
    const matches = none ? [undefined] : itemsOf(entryOf(rule, 'match')?.value);
    const lost = matches.flatMap((match) => {
      const by = taker(match);
      if (!by && !delegates && !(match && isUnknown(match))) before.push({ match, rule });
      return by ? [{ match, by }] : [];
    });
    const whole = lost.length === matches.length && lost.every(({ by }) => by.rule !== rule);
    for (const { match, by } of whole ? lost.slice(0, 1) : lost) {
      context.report({
        at: whole ? (entryOf(rule, 'match')?.key ?? entriesOf(rule)[0]?.key ?? rule) : (match ?? rule),
        severity: whole && !leadsAlike(rule, by.rule) ? 'warning' : 'information',
        message: {
          what: whole ? 'No request gets to this route' : 'This condition chooses nothing',
          why:
            by.match === undefined
              ? 'an earlier route has no conditions and takes them all'
              : 'an earlier one takes all that it could',
          todo: whole ? 'Move it up, or remove it' : 'Remove it, or move the narrower one up',
        },
        fixes: whole ? removeItemFix(resource, list, rule, 'Remove this route') : [],
        related: [
          {
            document: resource.document,
            span: (by.match ?? entriesOf(by.rule)[0]?.key ?? by.rule).span,
            message: 'This takes the requests',
          },
        ],
      });
    }
  }
}

import { readAuthorizationPolicy } from '../model/authorization-policy';
import { likelySlip } from '../model/nearest';
import { readPrincipal } from '../model/policy-format';
import { conditionLists, sourceLists, valuesIn } from '../model/policy-values';
import { externalNamespaces } from '../platform/externals';
import { platformNamespaces } from '../platform/platform';
import { defineRule, type Lookups } from './define';
import { replaceFix } from './fix';

/** Objects whose namespace proves that it exists. */
const PLACED = [
  'ServiceAccount',
  'Service',
  'Deployment',
  'InferenceService',
  'KnativeService',
  'PeerAuthentication',
] as const;

export default defineRule({
  id: 'source-namespace-unknown',
  severity: 'warning',
  summary: 'a rule names a namespace that the files do not have, but one of nearly the same name',
  sources: ['seen with a real Envoy: namespaces are compared whole and by case'],
  peers: ['IST0101', 'KIA0101'],
  on: ['AuthorizationPolicy'],
  reads: ['Namespace', ...PLACED],
  fromAbsence: true,
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const values = valuesIn([
      ...sourceLists(policy, [
        'namespaces',
        'notNamespaces',
        'principals',
        'notPrincipals',
        'serviceAccounts',
        'notServiceAccounts',
      ]),
      ...conditionLists(policy, (key) => key === 'source.namespace'),
    ]);
    if (values.length === 0) return;
    const listed = context.derive(listedNamespaces);
    const own = context.namespaceOf(resource);
    for (const { field, value, node } of values) {
      const name = namespaceIn(field, value);
      if (!name) continue;
      if (name === own || listed.includes(name)) continue;
      const known = [...listed, own, ...context.derive(placedNamespaces)];
      const right = likelySlip(name, known, platformNamespaces(context.platform));
      if (!right) continue;
      context.report({
        at: node,
        absent: { kind: 'Namespace', name },
        message: {
          what: `No namespace ${name} is known`,
          why: `${right} is, and names are compared letter by letter`,
          todo: `Write ${right} if that is meant`,
        },
        fixes: [replaceFix(resource, node, value.replace(name, right), false)],
      });
    }
  },
});

function namespaceIn(field: string, value: string): string | undefined {
  if (/principals/i.test(field)) return readPrincipal(value)?.namespace;
  const name = /serviceAccounts/i.test(field) ? /^([^/]+)\/[^/]+$/.exec(value)?.[1] : value;
  return name && !name.includes('*') && !name.includes('/') ? name : undefined;
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

const listedNamespaces = ({ all, platform }: Lookups): readonly string[] =>
  distinct([
    ...platformNamespaces(platform),
    ...externalNamespaces(platform),
    ...all('Namespace').flatMap((each) => each.name ?? []),
  ]);

/** Asked for only when no Namespace object has the name, so that edits of workloads seldom concern this rule. */
const placedNamespaces = ({ all }: Lookups): readonly string[] =>
  distinct(PLACED.flatMap((kind) => all(kind).flatMap((each) => each.namespace ?? [])));

/** "mTLS STRICT · 2 policies apply", above what makes pods. */
import { type AppliedPolicy, WORKLOAD_KINDS, type WorkloadSecurity, workloadSecurity } from '../../core';
import type { LensProvider } from '../code-lens';
import { namePlaces, objectName, plural } from './words';

export const workloadLens: LensProvider = {
  id: 'workload-security',
  appliesTo: ({ kind }) => (WORKLOAD_KINDS as readonly string[]).includes(kind),
  describe: ({ snapshot, set, platform, resource }) => {
    const all = workloadSecurity(set, platform, resource);
    if (all.length === 0) return undefined;
    const texts = all.map(describe);
    const alike = texts.every((text) => text === texts[0]);
    const concerned = all.flatMap(({ by, policies }) => [
      ...(by ? [by] : []),
      ...policies.map((each) => each.resource),
    ]);
    return {
      title: alike ? texts[0]! : all.map((each, i) => `${each.component ?? resource.kind}: ${texts[i]}`).join(' · '),
      details: [...new Set(all.flatMap(detailsOf))],
      places: namePlaces(snapshot, [...new Set(concerned)]),
    };
  },
};

function describe({ mode, by, portsDiffer, policies }: WorkloadSecurity): string {
  const setBy = by ? '' : mode ? ' by default' : '';
  const ports = portsDiffer ? ', some ports differ' : '';
  return `mTLS ${mode ?? 'mode unknown'}${setBy}${ports} · ${countOf(policies)}`;
}

const SCOPES: readonly { readonly from: AppliedPolicy['from']; readonly words: string }[] = [
  { from: 'root namespace', words: 'of the root namespace' },
  { from: 'namespace', words: 'of the namespace' },
  { from: 'selector', words: 'by selector' },
];

/** How many policies apply, and by what. */
function countOf(policies: readonly AppliedPolicy[]): string {
  if (policies.length === 0) return 'no policy applies';
  const counted = SCOPES.flatMap(({ from, words }) => {
    const count = policies.filter((each) => each.from === from).length;
    return count > 0 ? [`${count} ${words}`] : [];
  });
  const unsure = policies.some(({ perhaps }) => perhaps) ? ' or may apply' : '';
  const verb = policies.length === 1 ? 'applies' : 'apply';
  return `${plural(policies.length, 'policy', 'policies')} ${verb}${unsure}: ${counted.join(', ')}`;
}

function detailsOf({ mode, by, policies }: WorkloadSecurity): string[] {
  return [
    by ? `mTLS ${mode ?? 'mode unknown'}: ${objectName(by)}` : 'mTLS: no PeerAuthentication here sets a mode',
    ...policies.map(
      ({ resource, action, from, perhaps }) =>
        `${action ? `${action}: ` : ''}${objectName(resource)} (${from}${perhaps ? ', perhaps' : ''})`,
    ),
  ];
}

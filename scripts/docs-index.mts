/** Generated pages of `docs/`: rules by theme and by the codes of other tools, and the settings. */

import type { Rule } from '../server/src/core/rules/define';
import { NOTICE_CODES, SEVERITY_CHOICES } from '../server/src/files/settings';
import type { SettingSchema } from '../server/src/lsp/settings';

/** What a rule is about, by the first kind that it looks at. */
const THEMES: readonly (readonly [title: string, kinds: readonly string[]])[] = [
  ['Who may call: AuthorizationPolicy', ['AuthorizationPolicy']],
  ['Tokens: RequestAuthentication', ['RequestAuthentication']],
  ['Mutual TLS: PeerAuthentication', ['PeerAuthentication']],
  [
    'Models: InferenceService and its kin',
    ['InferenceService', 'InferenceGraph', 'LLMInferenceService', 'KnativeService'],
  ],
  ['Configuration of KServe and Knative', ['ConfigMap']],
  ['Gateways and their certificates', ['Gateway', 'GatewayApiGateway', 'Secret', 'Certificate']],
  [
    'Traffic: DestinationRule, VirtualService, Sidecar, Service',
    ['DestinationRule', 'VirtualService', 'Sidecar', 'ServiceEntry', 'Service'],
  ],
  ['Namespaces and workloads', ['Namespace', 'Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'Job', 'CronJob']],
  ['Kustomize', ['composition']],
  ['YAML and the shape of objects', ['document']],
];
const REST = 'Everything else';

const row = ({ id, severity, summary }: Rule): string => `| [${id}](rules/${id}.md) | ${severity} | ${summary} |`;
const table = (rules: readonly Rule[]): string =>
  `| rule | severity | finds |\n| --- | --- | --- |\n${rules.map(row).join('\n')}`;

function themeOf(rule: Rule): string {
  const first = typeof rule.on === 'string' ? rule.on : rule.on[0]!;
  return THEMES.find(([, kinds]) => kinds.includes(first))?.[0] ?? REST;
}

export function rulesByTheme(rules: readonly Rule[]): string {
  const sections = [...THEMES.map(([title]) => title), REST].flatMap((title) => {
    const mine = rules.filter((rule) => themeOf(rule) === title);
    return mine.length > 0 ? [`## ${title}\n\n${table(mine)}`] : [];
  });
  return `# Rules by theme

Written by \`npm run gen\`. A rule stands where the first kind of object that it looks at stands. The same list
[from A to Z](rules/README.md), and [by the codes of other tools](rules-by-peer.md).

${sections.join('\n\n')}
`;
}

const CODE = /\b(?:IST|KIA)\d{4}\b/g;

export function rulesByPeer(rules: readonly Rule[]): string {
  const byCode = new Map<string, Map<Rule, string>>();
  const byWords = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const peer of rule.peers) {
      const codes = peer.match(CODE) ?? [];
      for (const code of codes)
        byCode.set(code, (byCode.get(code) ?? new Map<Rule, string>()).set(rule, peer === code ? '' : peer));
      if (codes.length === 0) byWords.set(peer, [...(byWords.get(peer) ?? []), rule]);
    }
  }
  const link = ({ id }: Rule): string => `[${id}](rules/${id}.md)`;
  const codes = (prefix: string): string =>
    [...byCode]
      .filter(([code]) => code.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([code, of]) =>
          `| ${code} | ${[...of].map(([rule, words]) => link(rule) + (words ? ` (${words})` : '')).join(', ')} |`,
      )
      .join('\n');
  const words = [...byWords]
    .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map(([peer, of]) => `| ${peer} | ${of.map(link).join(', ')} |`)
    .join('\n');
  const alone = rules.filter((rule) => rule.peers.length === 0).length;
  return `# Rules by the codes of other tools

Written by \`npm run gen\`. Whoever knows a finding of another tool finds here what Meshward calls it. ${alone} of ${rules.length} rules have no
counterpart that works from files. The same rules [by theme](rules-by-theme.md) and [from A to Z](rules/README.md).

## istioctl analyze

IST0106 is what \`istioctl\` says of everything that Istio's own validation refuses; Meshward says which part it is.
Not in the list is what needs a cluster: running pods (IST0143, IST0158), webhooks (IST0139, IST0163, IST0164), versions of definitions (IST0156,
IST0172, IST0176), status and several clusters (IST0126, IST0168 to IST0171), and what is a matter of taste: alpha annotations (IST0136) and
injection by default (IST0148).

| code | rules |
| --- | --- |
${codes('IST')}

## Kiali

| code | rules |
| --- | --- |
${codes('KIA')}

## Others

| tool | rules |
| --- | --- |
${words}
`;
}

/** Nothing in a table's cell may end the cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (value: unknown): string => `\`${JSON.stringify(value)}\``;

export function settingsPage(settings: Readonly<Record<string, SettingSchema>>): string {
  const sections = Object.entries(settings).map(([key, schema]) => {
    const choices = schema.enum as readonly string[] | undefined;
    const words = schema.markdownEnumDescriptions as readonly string[] | undefined;
    const fields =
      key === 'meshward.platform'
        ? (schema.properties as Record<string, { type: string; default: unknown }>)
        : undefined;
    return [
      `## ${key}`,
      schema.markdownDescription,
      `Type: ${schema.type}. Default: ${code(schema.default)}.`,
      choices &&
        `| value | |\n| --- | --- |\n${choices.map((choice, i) => `| \`${choice}\` | ${cell(words?.[i] ?? '')} |`).join('\n')}`,
      fields &&
        `| fact | type | default |\n| --- | --- | --- |\n${Object.entries(fields)
          .map(([name, field]) => `| \`${name}\` | ${field.type} | ${code(field.default)} |`)
          .join('\n')}`,
      key === 'meshward.rules' &&
        `Values are ${SEVERITY_CHOICES.map((choice) => `\`${choice}\``).join(', ')}. Keys are the ids of [rules](rules/README.md), and of notices about whole files: ${NOTICE_CODES.map((each) => `[${each}](rules/${each}.md)`).join(', ')}.`,
    ]
      .filter(Boolean)
      .join('\n\n');
  });
  return `# Settings

Written by \`npm run gen\` from the same list as the extension's manifest. Any editor may send them as the section \`meshward\`; the
[terminal](cli.md) has options for what matters there.

${sections.join('\n\n')}
`;
}

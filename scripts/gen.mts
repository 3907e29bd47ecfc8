/**
 * Writes everything that is generated, or with `--check` fails when a file is not as it would be written:
 * the rule index, the facts of the rule pages, the rule tables, the settings in package.json, the texts for translators, the snippet bundle.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { isResourceRule, type Rule } from '../server/src/core/rules/define';
import { rulesByPeer, rulesByTheme, settingsPage } from './docs-index.mts';
import { externalise, translatedTexts } from './localise.mts';
import { emitSchemas } from './schemas/emit.mts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RULES = join(ROOT, 'server/src/core/rules');
/** Files in the rules folder that are no rules. */
const NOT_RULES = new Set(['define.ts', 'finding.ts', 'fix.ts', 'index.gen.ts']);

const check = process.argv.includes('--check');
const stale: string[] = [];

function emit(file: string, content: string): void {
  let before: string | undefined;
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    before = undefined;
  }
  if (before === content) return;
  if (check) stale.push(relative(ROOT, file));
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    console.log(`wrote ${relative(ROOT, file)}`);
  }
}

/** Replaces what stands between `<!-- NAME:start -->` and `<!-- NAME:end -->`. */
function emitBetween(file: string, name: string, content: string): void {
  const text = readFileSync(file, 'utf8');
  const start = `<!-- ${name}:start -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < 0) throw new Error(`${relative(ROOT, file)} lacks the marks ${start} and ${end}`);
  emit(file, `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`);
}

for (const { file, content } of emitSchemas(ROOT)) emit(join(ROOT, file), content);

const SNIPPETS = join(ROOT, 'snippets');
const snippets = readdirSync(SNIPPETS)
  .filter((name) => name.endsWith('.yaml') && name !== 'fragments.yaml')
  .sort();
const fragments: unknown = parseYaml(readFileSync(join(SNIPPETS, 'fragments.yaml'), 'utf8'));
emit(
  join(ROOT, 'server/src/core/scaffold/templates.gen.ts'),
  `// Written by scripts/gen.mts from snippets/.
import type { Fragment } from './fragments';

/** Text of each template, by name. */
export const TEMPLATES: Readonly<Record<string, string>> = {
${snippets
  .map(
    (name) =>
      `  ${JSON.stringify(name.slice(0, -'.yaml'.length))}: ${JSON.stringify(readFileSync(join(SNIPPETS, name), 'utf8'))},`,
  )
  .join('\n')}
};

/** Pieces for inside a document. */
export const FRAGMENTS: readonly Fragment[] = ${JSON.stringify(fragments, undefined, 2)};
`,
);

const ids = readdirSync(RULES)
  .filter((name) => name.endsWith('.ts') && !NOT_RULES.has(name))
  .map((name) => name.slice(0, -3))
  .sort();

const variable = (id: string) => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

emit(
  join(RULES, 'index.gen.ts'),
  `// Written by scripts/gen.mts from the files of this folder.
import type { Rule } from './define';
${ids.map((id) => `import ${variable(id)} from './${id}';`).join('\n')}

/** Every rule, in order of ids. */
export const RULES: readonly Rule[] = [
${ids.map((id) => `  ${variable(id)},`).join('\n')}
];
`,
);

const rules: Rule[] = [];
for (const id of ids) {
  const module = (await import(pathToFileURL(join(RULES, `${id}.ts`)).href)) as { default: Rule };
  // tsx gives a CommonJS module's exports one level deeper.
  const rule = 'default' in module.default ? (module.default as unknown as { default: Rule }).default : module.default;
  if (rule.id !== id) throw new Error(`rules/${id}.ts defines a rule called ${rule.id}`);
  rules.push(rule);
}

for (const rule of rules) {
  const kinds =
    rule.on === 'document' ? 'any document' : rule.on === 'composition' ? 'kustomizations' : rule.on.join(', ');
  const rows = [
    ['Severity', rule.severity],
    ['Looks at', kinds],
    ...(isResourceRule(rule) && rule.reads?.length ? [['Compares with', rule.reads.join(', ')]] : []),
    ['Also found by', rule.peers.length > 0 ? rule.peers.join(', ') : 'no other tool, from files'],
    ['Rests on', rule.sources.join('; ')],
  ];
  emitBetween(
    join(ROOT, 'docs/rules', `${rule.id}.md`),
    'facts',
    `| | |\n| --- | --- |\n${rows.map(([name, text]) => `| ${name} | ${text} |`).join('\n')}`,
  );
}

const table = (prefix: string) =>
  `| rule | severity | finds |\n| --- | --- | --- |\n${rules
    .map((rule) => `| [${rule.id}](${prefix}${rule.id}.md) | ${rule.severity} | ${rule.summary} |`)
    .join('\n')}`;
emitBetween(join(ROOT, 'docs/rules/README.md'), 'rules', table(''));
emitBetween(join(ROOT, 'README.md'), 'rules', table('docs/rules/'));
emit(join(ROOT, 'docs/rules-by-theme.md'), rulesByTheme(rules));
emit(join(ROOT, 'docs/rules-by-peer.md'), rulesByPeer(rules));

// The settings name every rule, so they are read after the index is written.
const { SETTINGS } = (await import(
  pathToFileURL(join(ROOT, 'server/src/lsp/settings.ts')).href
)) as typeof import('../server/src/lsp/settings');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const nlsFile = join(ROOT, 'package.nls.json');
const known = existsSync(nlsFile) ? JSON.parse(readFileSync(nlsFile, 'utf8')) : {};
const { contributes, texts } = externalise(
  { ...manifest.contributes, configuration: { title: 'Meshward', properties: SETTINGS } },
  known,
);
manifest.contributes = contributes;
emit(nlsFile, `${JSON.stringify(texts, null, 2)}\n`);
emit(
  join(ROOT, 'l10n/bundle.l10n.json'),
  `${JSON.stringify(Object.fromEntries(translatedTexts(ROOT).map((text) => [text, text])), null, 2)}\n`,
);
emit(join(ROOT, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
emitBetween(
  join(ROOT, 'README.md'),
  'settings',
  `| setting | default | |\n| --- | --- | --- |\n${Object.entries(SETTINGS)
    .map(
      ([key, { default: value, markdownDescription }]) =>
        `| \`${key}\` | \`${JSON.stringify(value)}\` | ${markdownDescription} |`,
    )
    .join('\n')}`,
);

emit(join(ROOT, 'docs/settings.md'), settingsPage(SETTINGS));

if (stale.length > 0) {
  console.error(`Out of date; run \`npm run gen\`:\n${stale.map((file) => `  ${file}`).join('\n')}`);
  process.exit(1);
}

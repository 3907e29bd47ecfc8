/**
 * Writes `THIRD-PARTY-NOTICES.md`: the licence of every package whose code is in a bundle, or with `--check` fails when the file is not as it
 * would be written.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundles } from './bundles.mts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = join(ROOT, 'THIRD-PARTY-NOTICES.md');
const PACKAGE = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Folders, relative to the repository, of packages that leave bytes in an output. */
async function bundledPackages(): Promise<string[]> {
  const folders = new Set<string>();
  for (const bundle of bundles('unused', true)) {
    const { metafile } = await build({ ...bundle, write: false, logLevel: 'silent' });
    for (const { inputs } of Object.values(metafile!.outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const match = PACKAGE.exec(path);
        if (match && bytesInOutput > 0) folders.add(match[0].replace(/\/$/, ''));
      }
    }
  }
  return [...folders].sort();
}

interface Notice {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

function noticeOf(folder: string): Notice {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Notice;
  const files = readdirSync(join(ROOT, folder)).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
  const texts = files.sort().map((file) =>
    readFileSync(join(ROOT, folder, file), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim(),
  );
  return { name, version, license, text: texts.join('\n\n') };
}

const notices = (await bundledPackages()).map(noticeOf);
const silent = notices.filter(({ license, text }) => !license || text === '').map(({ name }) => name);
const sections = notices.map(
  ({ name, version, license, text }) =>
    `## ${name} ${version}\n\nLicence: ${license}\n${text ? `\n\`\`\`text\n${text}\n\`\`\`\n` : '\nThe package holds no licence text of its own.\n'}`,
);
const content = `# Third-party notices

Written by \`npx tsx scripts/licenses.mts\`. The bundles in \`dist/\` hold code of these packages.

${sections.join('\n')}`;

let before: string | undefined;
try {
  before = readFileSync(FILE, 'utf8');
} catch {
  before = undefined;
}
if (silent.length > 0) console.error(`Without a licence text: ${silent.join(', ')}`);
if (process.argv.includes('--check')) {
  if (before !== content) {
    console.error('THIRD-PARTY-NOTICES.md is out of date; run `npx tsx scripts/licenses.mts`.');
    process.exit(1);
  }
} else if (before !== content) {
  writeFileSync(FILE, content);
  console.log(`wrote THIRD-PARTY-NOTICES.md (${notices.length} packages)`);
}

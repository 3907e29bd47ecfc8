import { basename } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { bundles } from '../../scripts/bundles.mjs';

/** Bytes that a bundle may have, minified. The browser's server holds the schemas; the others read them from files beside. */
const LIMITS: Readonly<Record<string, number>> = {
  'client.js': 600_000,
  'client.web.js': 600_000,
  'access-view.js': 30_000,
  'server.js': 400_000,
  'server.web.js': 1_500_000,
  'core.js': 900_000,
  'cli.js': 400_000,
  'lib.js': 1_000_000,
  'schema-structure.js': 150_000,
  'schema-docs.js': 200_000,
  'scaffold-templates.js': 150_000,
};

test.each(bundles('unused', true).map((bundle) => [basename(bundle.outfile!), bundle] as const))(
  '%s stays within its limit',
  async (name, bundle) => {
    const { outputFiles, metafile } = await build({ ...bundle, write: false, logLevel: 'silent' });
    const heaviest = Object.entries(Object.values(metafile!.outputs)[0]!.inputs)
      .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
      .slice(0, 8)
      .map(([path, { bytesInOutput }]) => `${bytesInOutput} ${path}`);
    expect(LIMITS[name], `a limit for ${name}`).toBeDefined();
    expect(outputFiles![0]!.contents.length, heaviest.join('\n')).toBeLessThan(LIMITS[name]!);
  },
);

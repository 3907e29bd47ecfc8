import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../support/repository';

const MEGABYTE = 1_000_000;

/** Bytes of a minified bundle, with its heaviest inputs for whoever has to slim it. */
async function sizeOf(entry: string, platform: 'node' | 'browser') {
  const { outputFiles, metafile } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [entry],
    bundle: true,
    write: false,
    outdir: 'unused',
    minify: true,
    metafile: true,
    platform,
    format: platform === 'node' ? 'cjs' : 'iife',
    target: 'es2022',
    mainFields: platform === 'node' ? ['module', 'main'] : undefined,
    loader: { '.yaml': 'text', '.md': 'text' },
    logLevel: 'silent',
  });
  const inputs = Object.entries(Object.values(metafile.outputs)[0]!.inputs);
  const heaviest = inputs
    .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    .slice(0, 5)
    .map(([path, { bytesInOutput }]) => `${bytesInOutput} ${path}`);
  return { bytes: outputFiles[0]!.contents.length, heaviest };
}

test.each([
  ['server/src/entry/node.ts', 'node'],
  ['server/src/entry/web.ts', 'browser'],
  ['server/src/entry/cli.ts', 'node'],
] as const)('the bundle of %s stays under 1 MB', async (entry, platform) => {
  const { bytes, heaviest } = await sizeOf(entry, platform);
  expect(bytes, heaviest.join('\n')).toBeLessThan(MEGABYTE);
});

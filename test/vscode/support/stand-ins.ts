// Small extensions that stand for others which a suite needs beside ours: the folders below `extensions/` of the suite.

import { existsSync, readdirSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Builds each into `target`; returns their folders. */
export async function buildStandIns(suiteFolder: string, target: string): Promise<string[]> {
  const source = join(suiteFolder, 'extensions');
  if (!existsSync(source)) return [];
  const folders: string[] = [];
  for (const name of readdirSync(source).sort()) {
    const folder = join(target, name);
    await cp(join(source, name, 'package.json'), join(folder, 'package.json'));
    const entry = join(source, name, 'extension.ts');
    if (existsSync(entry)) {
      await build({
        entryPoints: [entry],
        outfile: join(folder, 'extension.js'),
        bundle: true,
        format: 'cjs',
        platform: 'node',
        target: 'node20',
        mainFields: ['module', 'main'],
        external: ['vscode'],
        logLevel: 'warning',
      });
    }
    folders.push(folder);
  }
  return folders;
}

/** Peers that can be had from npm, installed once into a cache that git ignores; others count where they are on PATH. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { jsonSchema } from './json-schema.mjs';
import type { ServerCommand } from './server.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, '.vscode-test/peers');
const YAML_LANGUAGE_SERVER = '2.0.0';

export const meshward: ServerCommand = {
  name: 'Meshward',
  command: process.execPath,
  args: [join(ROOT, 'dist/server.js'), '--stdio'],
  settings: { meshward: {} },
};

/** Runs with the Node that the bench was started for. */
export function yamlLanguageServer(): ServerCommand {
  const main = join(CACHE, 'node_modules/yaml-language-server/bin/yaml-language-server');
  if (!existsSync(main)) {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(join(CACHE, 'package.json'), '{ "private": true }');
    execFileSync('npm', ['install', '--ignore-scripts', `yaml-language-server@${YAML_LANGUAGE_SERVER}`], {
      cwd: CACHE,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  const node = process.env.BENCH_PEER_NODE ?? process.execPath;
  const schema = join(CACHE, 'schema.json');
  writeFileSync(schema, JSON.stringify(jsonSchema()));
  const yaml = {
    validate: true,
    hover: true,
    completion: true,
    schemas: { [pathToFileURL(schema).href]: '*.yaml' },
    schemaStore: { enable: false },
  };
  return {
    name: `yaml-language-server ${YAML_LANGUAGE_SERVER}`,
    command: node,
    args: [main, '--stdio'],
    settings: { yaml },
  };
}

/** True when a program of that name can be started. */
export const onPath = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

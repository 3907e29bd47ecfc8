/** What the suite needs before VS Code starts: the YAML server from npm, and schemas for it under a name that tells they are Kubernetes'. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonSchema } from '../../../scripts/bench/json-schema.mjs';
import { yamlLanguageServer } from '../../../scripts/bench/peers.mjs';

/** @returns environment of the extension host */
export async function prepare(workspace: string): Promise<Record<string, string>> {
  const { command, args } = await yamlLanguageServer();
  await writeFile(join(workspace, 'kubernetes-schema.json'), JSON.stringify(jsonSchema()));
  return { MESHWARD_YAML_SERVER_NODE: command, MESHWARD_YAML_SERVER: args[0]! };
}

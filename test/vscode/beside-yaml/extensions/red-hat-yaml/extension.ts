/** Stands for Red Hat's YAML extension, which no package carries: its id and its settings, and the very server that it runs. */
import type { ExtensionContext } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

export async function activate(context: ExtensionContext): Promise<void> {
  const { MESHWARD_YAML_SERVER_NODE: command, MESHWARD_YAML_SERVER: script } = process.env;
  if (!command || !script) throw new Error('the suite names no YAML server');
  const client = new LanguageClient(
    'yaml',
    'YAML',
    { command, args: [script, '--stdio'] },
    { documentSelector: [{ language: 'yaml' }], synchronize: { configurationSection: ['yaml'] } },
  );
  context.subscriptions.push(client);
  await client.start();
}

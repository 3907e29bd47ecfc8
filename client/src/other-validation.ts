/** Tells the server which files Red Hat's YAML extension checks with Kubernetes schemas, so that one fault is not told twice. */
import { Disposable, extensions, workspace } from 'vscode';
import { OTHER_VALIDATION, type OtherValidation } from '../../server/src/protocol';
import type { LanguageServer } from './language-server';

const RED_HAT_YAML = 'redhat.vscode-yaml';

export function tellOtherValidation(server: LanguageServer): Disposable {
  const tell = async () => {
    const client = await server.client();
    await client.sendNotification(OTHER_VALIDATION, { globs: kubernetesGlobs() } satisfies OtherValidation);
  };
  const tellIfRunning = () => {
    // A server that goes away meanwhile is told when it starts again.
    if (server.state === 'running') tell().catch(() => {});
  };
  return Disposable.from(
    server.onDidChangeState(tellIfRunning),
    extensions.onDidChange(tellIfRunning),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('yaml.schemas')) tellIfRunning();
    }),
  );
}

/** `yaml.schemas` names schemas and the globs they are for; `kubernetes` is Red Hat's own word for the API server's kinds. */
function kubernetesGlobs(): string[] {
  if (!extensions.getExtension(RED_HAT_YAML)) return [];
  const schemas = workspace.getConfiguration('yaml').get<Record<string, string | string[]>>('schemas', {});
  return Object.entries(schemas)
    .filter(([schema]) => /kubernetes/i.test(schema))
    .flatMap(([, globs]) => globs)
    .map((glob) => (glob.includes('/') ? glob : `**/${glob}`));
}

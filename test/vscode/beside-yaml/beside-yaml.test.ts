/** Red Hat's YAML server beside ours: what both can see is told once. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const LINE = 6;
const folder = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;
const file = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);

/** Who complains about the misspelt `acton`, each time anything changes, until `fits`. */
function complaints(uri: vscode.Uri, fits: (sources: string[]) => boolean): Promise<string[]> {
  return new Promise((resolve) => {
    const look = () => {
      const all = vscode.languages.getDiagnostics(uri);
      // Ours are in when the mistake that only we know is.
      const complete = all.some(({ message }) => message.includes('without spiffe://'));
      const sources = all.filter(({ range }) => range.start.line === LINE).map(sourceOf);
      if (!complete || !fits(sources)) return;
      listener.dispose();
      resolve(sources);
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}
const sourceOf = ({ source = '' }: vscode.Diagnostic): string => (source === 'meshward' ? 'meshward' : 'yaml');

/** An editor asks for the diagnostics of what it shows. */
const show = async (name: string): Promise<unknown> =>
  vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file(name)), { preview: false });

const set = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Workspace);

describe('Red Hat YAML beside Meshward', () => {
  before(async () => {
    await set('yaml.schemas', { './kubernetes-schema.json': 'policy.yaml' });
    await show('policy.yaml');
  });

  it('a schema fault is told once, by the one that checks schemas there', async () => {
    assert.deepEqual(
      await complaints(file('policy.yaml'), (sources) => sources.includes('yaml') && sources.length === 1),
      ['yaml'],
    );
  });

  it('where it has no Kubernetes schema, Meshward tells it', async () => {
    await show('elsewhere.yaml');
    assert.deepEqual(await complaints(file('elsewhere.yaml'), (sources) => sources.includes('meshward')), ['meshward']);
  });

  it('both tell it when Meshward is told to, and one again when not', async () => {
    await show('policy.yaml');
    await set('meshward.schemaValidation', 'on');
    const both = await complaints(file('policy.yaml'), (sources) => sources.length === 2);
    assert.deepEqual(both.sort(), ['meshward', 'yaml']);
    await set('meshward.schemaValidation', undefined);
    assert.deepEqual(await complaints(file('policy.yaml'), (sources) => sources.length === 1), ['yaml']);
  });
});

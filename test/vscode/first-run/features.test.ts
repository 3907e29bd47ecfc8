/** What the README promises and needs no keyboard: each test has the name that the README gives the feature. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../support/editor';

const file = (name: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);

async function labelsAt(document: vscode.TextDocument, before: string): Promise<string[]> {
  const position = document.positionAt(document.getText().indexOf(before) + before.length);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

describe('README', () => {
  before(async () => {
    // The server is there once it has found something.
    const uri = file('auth.yaml');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await until(uri, (found) => found.length > 0);
  });

  it('Completes and explains', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'yaml',
      content:
        'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace: user1\nspec:\n  mtls:\n    mode: \n',
    });
    await vscode.window.showTextDocument(document);
    const modes = await labelsAt(document, 'mode: ');
    assert.ok(modes.includes('STRICT') && modes.includes('PERMISSIVE'), modes.join());

    const policy = await vscode.workspace.openTextDocument(file('auth.yaml'));
    await vscode.window.showTextDocument(policy);
    const spaces = await labelsAt(policy, 'namespace: ');
    assert.ok(spaces.includes('user2'), `namespaces of the workspace: ${spaces.join()}`);
    const at = policy.positionAt(policy.getText().indexOf('namespace: user1') + 'namespace: u'.length);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', policy.uri, at);
    const text = hovers.flatMap(({ contents }) =>
      contents.map((part) => (typeof part === 'string' ? part : part.value)),
    );
    assert.match(text.join('\n'), /namespace/i);
    const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      policy.uri,
      at,
    );
    const uris = places.map((place) => ('uri' in place ? place.uri : place.targetUri).path);
    assert.ok(
      uris.some((path) => path.endsWith('/namespaces.yaml')),
      uris.join(),
    );
  });

  it('Snippets', async () => {
    const empty = await vscode.workspace.openTextDocument({ language: 'yaml', content: '' });
    await vscode.window.showTextDocument(empty);
    const whole = await labelsAt(empty, '');
    assert.ok(whole.includes('namespace-lockdown') && whole.includes('secure-inference-service'), whole.join());

    const policy = await vscode.workspace.openTextDocument({
      language: 'yaml',
      content:
        'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: a\n  namespace: user1\nspec:\n  rules:\n    - ',
    });
    await vscode.window.showTextDocument(policy);
    const pieces = await labelsAt(policy, '    - ');
    assert.ok(pieces.includes('allow-knative-probes'), pieces.join());
  });
});

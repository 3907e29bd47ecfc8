/** An extension that gives chart templates a language of their own, as those for Kubernetes and Helm do. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { quickFixes, until } from '../support/editor';

describe('a chart template that another extension calls helm', () => {
  it('is checked, and repaired by its quick fix', async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'chart/templates/policy.yaml');
    const document = await vscode.workspace.openTextDocument(uri);
    assert.equal(document.languageId, 'helm');
    await vscode.window.showTextDocument(document);
    const [diagnostic] = await until(uri, (found) => found.length > 0);
    assert.match(diagnostic!.message, /without spiffe:\/\//);
    const actions = await quickFixes(uri, diagnostic!.range);
    const fix = actions.find(({ title }) => title === 'Remove spiffe://');
    assert.ok(fix?.edit);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.ok(document.getText().includes('["cluster.local/ns/user1/sa/default"]'));
  });
});

/** The extension through VS Code's own API: the same suite in the npm host and in the desktop editor. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { quickFixes, until } from '../support/editor';

const folder = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;
const file = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(folder(), ...path);

const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

const has =
  (rule: string) =>
  (diagnostics: readonly vscode.Diagnostic[]): boolean =>
    diagnostics.some((diagnostic) => codeOf(diagnostic) === rule);

describe('an opened manifest', () => {
  it('has its mistake marked, with a link to the rule', async () => {
    const document = await vscode.workspace.openTextDocument(file('auth.yaml'));
    await vscode.window.showTextDocument(document);
    const diagnostics = await until(document.uri, has('principal-with-spiffe'));
    const diagnostic = diagnostics.find((each) => codeOf(each) === 'principal-with-spiffe')!;
    assert.match(document.getText(diagnostic.range), /spiffe:\/\//);
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(
      typeof diagnostic.code === 'object' && String(diagnostic.code.target).endsWith('principal-with-spiffe.md'),
    );
  });

  it('is repaired by its quick fix, and undone in one step', async () => {
    const document = await vscode.workspace.openTextDocument(file('auth.yaml'));
    const before = document.getText();
    const diagnostics = await until(document.uri, has('principal-with-spiffe'));
    const { range } = diagnostics.find((each) => codeOf(each) === 'principal-with-spiffe')!;
    const actions = await quickFixes(document.uri, range);
    const fix = actions.find((action) => action.isPreferred);
    assert.ok(fix?.edit, 'a preferred quick fix with its edit');
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await until(document.uri, (all) => !has('principal-with-spiffe')(all));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await until(document.uri, has('principal-with-spiffe'));
  });

  it('is explained at the cursor', async () => {
    const document = await vscode.workspace.openTextDocument(file('auth.yaml'));
    const offset = document.getText().indexOf('action: ALLOW');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(offset + 2),
    );
    const text = hovers
      .flatMap((hover) => hover.contents.map((part) => (typeof part === 'string' ? part : part.value)))
      .join();
    assert.match(text, /\*\*action\*\*/);
  });
});

describe('the workspace', () => {
  it('has findings in files that nobody opened', async () => {
    await until(file('local-gateway', 'gateway.yaml'), (diagnostics) => diagnostics.length > 0);
  });
});

describe('a new file', () => {
  it('is offered the scaffolds as snippets', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: '' });
    await vscode.window.showTextDocument(document);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(0, 0),
    );
    const labels = list.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label));
    assert.ok(labels.includes('namespace-lockdown'), labels.join(', '));
    assert.ok(labels.includes('AuthorizationPolicy'), labels.join(', '));
  });
});

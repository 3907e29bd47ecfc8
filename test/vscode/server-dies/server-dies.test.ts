/** A language server that is killed in the middle of an edit: VS Code starts another, and what was typed counts. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';

const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'auth.yaml');

/** Resolves when our findings in the file fit; the test's own limit ends it otherwise. */
function until(fits: (rules: readonly unknown[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const rules = vscode.languages
        .getDiagnostics(uri)
        .filter(({ source }) => source === 'meshward')
        .map(({ code }) => (typeof code === 'object' ? code.value : code));
      if (!fits(rules)) return;
      listener.dispose();
      resolve();
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** The server is a child of the extension host, which the test runs in. */
function serverProcesses(): number[] {
  const lines =
    process.platform === 'win32'
      ? execFileSync('powershell', [
          '-NoProfile',
          '-Command',
          `Get-CimInstance Win32_Process -Filter "ParentProcessId=${process.pid}" | ForEach-Object { "$($_.ProcessId) ${process.pid} $($_.CommandLine)" }`,
        ])
      : execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return lines
    .toString()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match && Number(match[2]) === process.pid && /dist[\\/]server\.js/.test(match[3]!))
    .map((match) => Number(match![1]));
}

async function replace(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const at = document.getText().indexOf(before);
  assert.ok(at >= 0, before);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(document.positionAt(at), document.positionAt(at + before.length)), after);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('a server that is killed', () => {
  it('is started again, and knows what was typed before and after', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await until((rules) => rules.includes('principal-with-spiffe'));
    const [killed, ...more] = serverProcesses();
    assert.ok(killed !== undefined);
    assert.deepEqual(more, []);

    await replace(document, 'spiffe://', '');
    process.kill(killed, 'SIGKILL');
    await replace(document, 'action: ALLOW', 'action: ALLOWED');
    const typed = document.getText();

    await until((rules) => rules.includes('schema-enum') && !rules.includes('principal-with-spiffe'));
    assert.equal(document.getText(), typed);
    assert.ok(document.isDirty);
    assert.ok(!serverProcesses().includes(killed));
  });
});

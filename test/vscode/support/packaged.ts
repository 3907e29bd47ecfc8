// The extension as users get it: packed into a .vsix and installed by VS Code itself.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Host } from '../../../scripts/vscode-host.mjs';

/** Packs the built extension; returns the path of the .vsix. */
export async function packExtension(extensionFolder: string, file: string): Promise<string> {
  const vsce = join(extensionFolder, 'node_modules', '@vscode', 'vsce', 'vsce');
  await promisify(execFile)(process.execPath, [vsce, 'package', '--no-dependencies', '--out', file], {
    cwd: extensionFolder,
  });
  return file;
}

/** Lets VS Code install a .vsix into a folder of extensions. */
export async function installExtension(
  host: Host,
  vsix: string,
  extensionsDir: string,
  scratch: string,
): Promise<void> {
  await promisify(execFile)(host.node, [
    host.serverMain,
    '--accept-server-license-terms',
    ...['--extensions-dir', extensionsDir],
    ...['--server-data-dir', join(scratch, 'install-server')],
    ...['--user-data-dir', join(scratch, 'install-user')],
    ...['--install-extension', vsix],
  ]);
}

/** Opens a real VS Code on a folder with the extension under development: the desktop's where there is one, else the npm host's. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { pageUrl, repositoryFolder, startServer } from './vscode-host.mjs';

const shell = process.platform === 'win32';

/** Returns when the desktop editor was told to open, or stays until Ctrl-C while the npm host serves the editor to a browser. */
export async function openEditor(folder: string): Promise<void> {
  if (spawnSync('code', ['--version'], { stdio: 'ignore', shell }).status === 0) {
    console.log(`Opening ${folder} in VS Code.`);
    const child = spawn('code', [`--extensionDevelopmentPath=${repositoryFolder}`, folder], {
      stdio: 'inherit',
      shell,
    });
    await once(child, 'exit');
    return;
  }
  console.log('No `code` on PATH: starting the VS Code that npm brings (about 170 MB the first time).');
  const server = await startServer();
  console.log(
    `\nOpen this in your browser:\n\n  ${pageUrl(server, { folder, extensionDevelopmentPath: repositoryFolder })}\n`,
  );
  console.log('Ctrl-C ends it.');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.stop();
}

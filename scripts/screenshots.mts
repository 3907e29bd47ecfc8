/** Takes the README's pictures from the real VS Code: `npx tsx scripts/screenshots.mts`. The extension must be built. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbench } from '../test/vscode/support/workbench.js';
import { openPage, repositoryFolder, startServer } from './vscode-host.mjs';

const images = join(repositoryFolder, 'docs/images');
mkdirSync(images, { recursive: true });

/** Opens a copy of an example folder, drives it, and takes one picture. */
async function picture(name: string, example: string, drive: (workbench: Workbench) => Promise<void>): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'meshward-picture-'));
  const folder = join(scratch, example.replaceAll('/', '-'));
  cpSync(join(repositoryFolder, example), folder, { recursive: true });
  const server = await startServer();
  const opened = await openPage(server, { folder, extensionDevelopmentPath: repositoryFolder });
  try {
    const workbench = new Workbench(opened.page, folder, images);
    await workbench.ready();
    await drive(workbench);
    await opened.page.screenshot({ path: join(images, `${name}.png`) });
    console.log(`wrote docs/images/${name}.png`);
  } finally {
    await opened.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

await picture('finding', 'examples/user1', async (workbench) => {
  await workbench.openFile('auth.yaml');
  await workbench.goToProblem('knative-serving');
});

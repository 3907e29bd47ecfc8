/**
 * Takes the README's pictures from the real VS Code: `npx tsx scripts/screenshots.mts [NAME...]`. The extension must be built. NAME is
 * `finding`, `access`, `scaffold`, or `tour` for the animation.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { Workbench } from '../test/vscode/support/workbench.js';
import { type Frame, writeAnimation } from './screenshots/animation.mjs';
import { openPage, repositoryFolder, startServer } from './vscode-host.mjs';

const images = join(repositoryFolder, 'docs/images');
const MAX_ANIMATION_BYTES = 1_500_000;
mkdirSync(images, { recursive: true });

type Drive = (workbench: Workbench, shot: (shownFor: number) => Promise<void>) => Promise<void>;

/** Opens a copy of an example folder, drives it, and returns what was shot. */
async function record(example: string, viewport: { width: number; height: number }, drive: Drive): Promise<Frame[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'meshward-picture-'));
  const folder = join(scratch, example.replaceAll('/', '-'));
  cpSync(join(repositoryFolder, example), folder, { recursive: true });
  const server = await startServer();
  const opened = await openPage(server, { folder, extensionDevelopmentPath: repositoryFolder, viewport });
  const frames: Frame[] = [];
  try {
    const workbench = new Workbench(opened.page, folder, images);
    await workbench.ready();
    await drive(workbench, async (shownFor) => {
      // Let what slides in or fades come to rest.
      await opened.page.waitForTimeout(600);
      frames.push({ png: await opened.page.screenshot(), shownFor });
    });
    return frames;
  } finally {
    await opened.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

const LARGE = { width: 1280, height: 800 };
const MEDIUM = { width: 1200, height: 700 };

const accessPage = (workbench: Workbench): FrameLocator =>
  workbench.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');

async function openAccess(workbench: Workbench, name: string): Promise<void> {
  await workbench.runCommand('Meshward: Who Can Call This Model?');
  await accessPage(workbench).locator('h1').filter({ hasText: name }).waitFor();
}

/** Answers the lockdown's questions; `shot` is called at some of them. */
async function answerLockdown(workbench: Workbench, shot: (shownFor: number) => Promise<void>): Promise<void> {
  await workbench.runCommand('Meshward: Scaffold Namespace Lockdown');
  await workbench.choices();
  await workbench.type('team-b');
  await workbench.waitForChoice('team-b');
  await shot(1400);
  await workbench.pick('team-b');
  await workbench.pick('Sidecars, by istio-injection');
  await workbench.pick('team-b');
  await workbench.pick('No');
  await workbench.waitForChoice('Plaintext is refused from the start');
  await shot(1800);
  await workbench.pick('Plaintext is refused from the start');
  await workbench.pick('Knative, activator off the path');
  await workbench.pick('One ALLOW policy');
  await workbench.answer('cluster.local');
  await workbench.pick('team-b');
  await workbench.refactorPreview();
}

const closePanel = (workbench: Workbench) => workbench.press('Control+J');

const PICTURES: Record<string, { example: string; viewport: { width: number; height: number }; drive: Drive }> = {
  finding: {
    example: 'examples/user1',
    viewport: LARGE,
    async drive(workbench, shot) {
      await workbench.openFile('auth.yaml');
      await workbench.goToProblem('This rule opens every path');
      await shot(0);
    },
  },
  access: {
    example: 'examples/user1',
    viewport: { width: 1500, height: 800 },
    async drive(workbench, shot) {
      await workbench.openFile('sklearn-iris-burst.yaml');
      await workbench.press('Control+B');
      await openAccess(workbench, 'sklearn-iris-burst');
      await shot(0);
    },
  },
  scaffold: {
    example: 'examples/mistakes',
    viewport: LARGE,
    async drive(workbench, shot) {
      await workbench.openFile('namespaces.yaml');
      await workbench.waitForProblem('has no tls');
      await answerLockdown(workbench, async () => {});
      await shot(0);
    },
  },
  tour: {
    example: 'examples/mistakes',
    viewport: MEDIUM,
    async drive(workbench, shot) {
      await workbench.openFile('auth.yaml');
      await workbench.waitForProblem('has no tls');
      await workbench.goToProblem('A principal is written without');
      await shot(2600);
      await workbench.press('Control+.');
      await workbench.page.locator('.action-widget .monaco-list-row').filter({ hasText: 'Remove spiffe://' }).waitFor();
      await shot(2200);
      await workbench.press('Escape');
      await workbench.quickFix('Remove spiffe://');
      await workbench.waitForNoProblem('A principal is written without');
      await workbench.focusEditor();
      await shot(2200);
      await closePanel(workbench);
      await workbench.openFile('burst.yaml');
      await workbench.press('Control+B');
      await openAccess(workbench, 'sklearn-iris-burst');
      await accessPage(workbench).locator('tbody tr').last().locator('th, td').first().scrollIntoViewIfNeeded();
      await shot(3200);
      await workbench.focusEditor();
      await workbench.press('Control+B');
      await answerLockdown(workbench, shot);
      await shot(2800);
      await workbench.applyRefactorPreview();
      await workbench.waitForEditorText('name: allow-callers');
      await shot(3200);
    },
  },
};

const names = process.argv.slice(2);
for (const [name, { example, viewport, drive }] of Object.entries(PICTURES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  // A busy machine can be slower than the waits allow for.
  const again = () => record(example, viewport, drive);
  const frames = await again().catch(again);
  if (frames.length === 1) {
    writeFileSync(join(images, `${name}.png`), frames[0]!.png);
    console.log(`wrote docs/images/${name}.png`);
    continue;
  }
  const bytes = writeAnimation(join(images, `${name}.gif`), frames);
  console.log(`wrote docs/images/${name}.gif, ${frames.length} frames, ${Math.round(bytes / 1024)} kB`);
  if (bytes > MAX_ANIMATION_BYTES) throw new Error(`${name}.gif is too large for a README`);
}

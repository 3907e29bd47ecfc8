/** "Who Can Call This Model?" from the palette, by keyboard alone. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type { UiTests, Workbench } from '../support/workbench';

export const workspace = 'examples/user1';

const COMMAND = 'Meshward: Who Can Call This Model?';

/** The page of the panel: a frame in a frame. */
const page = (workbench: Workbench): FrameLocator =>
  workbench.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');

async function openPanel(workbench: Workbench): Promise<FrameLocator> {
  await workbench.openFile('sklearn-iris-burst.yaml');
  await workbench.runCommand(COMMAND);
  const view = page(workbench);
  await view.locator('h1').filter({ hasText: 'sklearn-iris-burst' }).waitFor();
  return view;
}

/** Walks on by Tab until the element has the focus. */
async function tabTo(workbench: Workbench, view: FrameLocator, selector: string): Promise<void> {
  await view.locator(selector).waitFor();
  for (let left = 40; left > 0; left--) {
    if ((await view.locator(`${selector}:focus`).count()) > 0) return;
    await workbench.press('Tab');
  }
  throw new Error(`Tab never reached ${selector}`);
}

export const tests: UiTests = {
  'the matrix shows, a cell is chosen, and the deciding line opens': async (workbench) => {
    const view = await openPanel(workbench);
    const summary = await view.locator('#summary').innerText();
    assert.match(summary, /user1 ✓/);

    await tabTo(workbench, view, 'td[tabindex="0"]');
    await workbench.press('ArrowDown', 'Enter');
    const chosen = view.locator('td[aria-selected="true"]');
    await chosen.waitFor();
    assert.match((await chosen.getAttribute('aria-label')) ?? '', /default/);
    assert.ok((await view.locator('.path .station').count()) >= 2);
    assert.match(await view.locator('#live').innerText(), /predictor/);
    await tabTo(workbench, view, 'button#deciding');
    await workbench.screenshot('access-panel');
    await workbench.press('Enter');
    await workbench.page.locator('.editor-group-container.active .tab.active[data-resource-name$=".yaml"]').waitFor();
    await workbench.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  },

  'a what-if marks the cells that it flips': async (workbench) => {
    const view = await openPanel(workbench);
    await tabTo(workbench, view, '#what-if-policy-0');
    await workbench.press('End');
    await view.locator('#what-if-changes li').first().waitFor();
    assert.ok((await view.locator('td .mark').filter({ hasText: 'opens' }).count()) > 0);
    await workbench.screenshot('access-what-if');
    await tabTo(workbench, view, '#what-if-reset');
    await workbench.press('Enter');
    await view.locator('td .mark').first().waitFor({ state: 'detached' });

    await tabTo(workbench, view, '#what-if-caller');
    await workbench.type('<b id=evil>x');
    await workbench.press('Enter');
    await view.locator('#what-if-changes').filter({ hasText: '<b id=evil>x' }).waitFor();
    assert.equal(await view.locator('#evil').count(), 0, 'names are text');
  },

  'the panel follows the files': async (workbench) => {
    const view = await openPanel(workbench);
    await view
      .locator('#summary')
      .filter({ hasText: /^user1 ✓/ })
      .waitFor();
    const auth = await workbench.readWorkspaceFile('auth.yaml');
    const wider = auth.replace('namespaces: ["user1"]', 'namespaces: ["user1", "team-b"]');
    assert.notEqual(wider, auth);
    const seen = view.locator('#summary').filter({ hasText: /^user1, team-b ✓/ });
    // The editor's file watcher starts on its own time, and misses what is written before.
    for (let tries = 1; ; tries++) {
      await writeFile(join(workbench.workspaceFolder, 'auth.yaml'), `${wider}# ${tries}\n`);
      const shown = await seen.waitFor({ timeout: 15_000 }).then(
        () => true,
        () => false,
      );
      if (shown) break;
      assert.ok(tries < 4, 'the panel does not follow the file');
    }
  },

  'a folder without a model is told so': async (workbench) => {
    await rm(join(workbench.workspaceFolder, 'models'), { recursive: true });
    await workbench.openFile('auth.yaml');
    await workbench.runCommand(COMMAND);
    await page(workbench).locator('#nothing').filter({ hasText: 'There is no InferenceService' }).waitFor();
  },
};

/** "Check Rendered Output" by keyboard alone, with a program that stands for helm. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { UiTests, Workbench } from '../support/workbench';

export const workspace = 'test/vscode/ui/rendered-workspace';

/** No other helm, kustomize or kubectl is found. VS Code would take the PATH of a login shell, except where a terminal has started it. */
export const env = (repository: string) => ({
  PATH: join(repository, 'test/vscode/support/programs'),
  VSCODE_CLI: '1',
});

const COMMAND = 'Meshward: Check Rendered Output';
const RENDERED = 'iris.rendered.yaml';

const tab = (workbench: Workbench, name: string) => workbench.page.locator(`.tab.active[data-resource-name="${name}"]`);

export const tests: UiTests = {
  'the chart of the active file is rendered with the values that are picked, and its findings stand in the output':
    async (workbench) => {
      await workbench.openFile('auth.yaml');
      await workbench.runCommand(COMMAND);
      await workbench.waitForChoice('values-prod.yaml');
      // A list of several: blank chooses, Enter takes what is chosen.
      await workbench.press('ArrowDown', 'Space', 'Enter');
      await tab(workbench, RENDERED).waitFor();
      await workbench.waitForNotification('iris, rendered by helm: 2 objects');
      const text = await workbench.editorText();
      assert.match(text, /words: template iris \S+\/iris --values \S+\/iris\/values-prod\.yaml/);
      await workbench.openProblems();
      await workbench.waitForProblem('root');
      await workbench.screenshot('rendered-output');
      await workbench.goToProblem('root');
      await workbench.press('x');
      assert.equal(await workbench.editorText(), text, 'nobody can type into it');
    },

  'from a file outside of all, one is picked; what helm says is shown': async (workbench) => {
    await workbench.openFile('mesh.yaml');
    await workbench.runCommand(COMMAND);
    // No values to ask for: those on disk are another chart's.
    await workbench.pick('broken');
    await workbench.waitForNotification(
      'helm could not render broken: Error: found in Chart.yaml, but missing in charts',
    );
  },

  'a program that is not there is named, with what to install': async (workbench) => {
    await workbench.openFile('kustomization.yaml');
    await workbench.runCommand(COMMAND);
    await workbench.waitForNotification('Neither kustomize nor kubectl is on the PATH of VS Code');
  },
};

/** What the manifest promises of untrusted and virtual workspaces is what the code does. */
import { expect, test } from 'vitest';
import { repositoryFiles, repositoryText } from '../support/repository';

const manifest = JSON.parse(repositoryText('package.json')!) as {
  capabilities: Record<'untrustedWorkspaces' | 'virtualWorkspaces', { supported: unknown; description?: string }>;
  main: string;
  browser: string;
};
const clientFiles = repositoryFiles().filter((path) => /^client\/src\/.*\.ts$/.test(path));

test('only the command that asks for trust runs programs, and the manifest says so', () => {
  const running = clientFiles.filter((path) => /child_process/.test(repositoryText(path)!));
  expect(running).toEqual(['client/src/render/tools.ts']);
  expect(repositoryText('client/src/render/check-rendered.ts')).toContain('workspace.isTrusted');
  const { supported, description } = manifest.capabilities.untrustedWorkspaces;
  expect(supported).toBe('limited');
  expect(description).toContain('Check Rendered Output');
});

test('virtual workspaces work in part: the browser has an entry of its own', () => {
  expect(manifest.capabilities.virtualWorkspaces.supported).toBe('limited');
  expect(manifest.browser).toBeDefined();
  expect(repositoryText('client/src/main.web.ts')).not.toContain('render/');
});

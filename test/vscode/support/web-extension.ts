// Loads the extension into the window's web worker host, as an editor in the browser does, instead of the server's Node host.

import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where the page finds the extension: below the origin of VS Code, whose content policy allows no other without https. */
const prefix = '/extension-under-test';

/** What an extension folder is read for; a browser would refuse a script of another type. */
const contentTypes: Record<string, string> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Prepares a page of the npm-built VS Code at `url` (`http://HOST:PORT`) before it is opened.
 * The folder is served as it is on disk, and named to the workbench as vscode.dev's own tools do: by its web configuration.
 */
export async function loadWebExtension(page: Page, url: string, extensionFolder: string): Promise<void> {
  const { host, protocol } = new URL(url);
  const context = page.context();
  // Of the context, as workers ask for files too.
  await context.route(
    (asked) => asked.host === host && asked.pathname.startsWith(`${prefix}/`),
    async (route) => {
      const path = decodeURIComponent(new URL(route.request().url()).pathname.slice(prefix.length));
      try {
        const body = await readFile(join(extensionFolder, path));
        await route.fulfill({ body, contentType: contentTypes[extname(path)] ?? 'application/octet-stream' });
      } catch {
        await route.fulfill({ status: 404 });
      }
    },
  );
  await page.addInitScript(nameExtension, { scheme: protocol.slice(0, -1), authority: host, path: prefix });
}

/**
 * Runs in the page: adds the extension to the configuration that it carries as an attribute.
 * A page that a test answers in place of the server would not do, as browsers keep such a one from this machine's sockets.
 */
function nameExtension(extension: { scheme: string; authority: string; path: string }): void {
  // Fires when the page is read and before its modules run.
  document.addEventListener('readystatechange', () => {
    const element = document.getElementById('vscode-workbench-web-configuration');
    const text = element?.getAttribute('data-settings');
    if (!element || !text || document.readyState !== 'interactive') return;
    const configuration = JSON.parse(text);
    configuration.developmentOptions = { ...configuration.developmentOptions, extensions: [extension] };
    element.setAttribute('data-settings', JSON.stringify(configuration));
  });
}

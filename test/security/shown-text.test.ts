/** Names come from files that anyone wrote: wherever they are shown they stay text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { element } from '../../client/src/views/webview/dom';
import { REPOSITORY } from '../support/repository';

const MARKUP = '<img src=x onerror=alert(1)>';

const sources = (folder: string): [string, string][] =>
  (readdirSync(join(REPOSITORY, folder), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [name, readFileSync(join(REPOSITORY, folder, name), 'utf8')]);

afterEach(() => {
  vi.unstubAllGlobals();
});

test('the panel puts text into text nodes', () => {
  const appended: unknown[] = [];
  const attributes: string[][] = [];
  vi.stubGlobal('document', {
    createElement: () => ({
      append: (...children: unknown[]) => appended.push(...children),
      setAttribute: (...pair: string[]) => attributes.push(pair),
    }),
  });
  element('p', { title: MARKUP }, MARKUP);
  expect(appended).toEqual([MARKUP]);
  expect(attributes).toEqual([['title', MARKUP]]);
});

test('no script of the panel makes elements out of text', () => {
  const parsing =
    /\b(?:innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc)\b|document\.write|\beval\(|new Function/;
  expect(
    sources('client/src')
      .filter(([, text]) => parsing.test(text))
      .map(([name]) => name),
  ).toEqual([]);
});

test('the panel’s page runs and loads nothing but its own script', () => {
  const page = readFileSync(join(REPOSITORY, 'client/src/views/access-page.ts'), 'utf8');
  expect(page).toContain("default-src 'none'");
  expect(page).toMatch(/script-src 'nonce-/);
  expect(page).not.toMatch(/unsafe-inline|unsafe-eval/);
});

test('Markdown in hovers is not trusted: no HTML, no command links', () => {
  const trusting = /isTrusted\s*[:=]\s*true|supportHtml\s*[:=]\s*true/;
  expect(
    sources('client/src')
      .filter(([, text]) => trusting.test(text))
      .map(([name]) => name),
  ).toEqual([]);
});

test('nothing opens a connection to the network', () => {
  const network =
    /from '(?:node:)?(?:https?|net|tls|dgram|http2|undici)'|\bfetch\(|XMLHttpRequest|WebSocket|TelemetryLogger/;
  const found = [...sources('client/src'), ...sources('server/src')].filter(([, text]) => network.test(text));
  expect(found.map(([name]) => name)).toEqual([]);
});

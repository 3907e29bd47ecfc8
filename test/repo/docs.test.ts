import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY, repositoryFiles, repositoryText } from '../support/repository';

const files = repositoryFiles();
const pages = files.filter((path) => path.endsWith('.md') && !path.startsWith('test/corpus/'));
const proseOf = (markdown: string) => markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

test('there are pages to look at', () => {
  expect(pages).toContain('README.md');
  expect(pages).toContain('docs/rules/README.md');
});

test('relative links lead to files', () => {
  const broken = pages.flatMap((page) =>
    [...proseOf(repositoryText(page)!).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z]+:|^#/.test(target))
      .filter((target) => !existsSync(join(REPOSITORY, posix.dirname(page), decodeURI(target.replace(/#.*$/, '')))))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test('links to headings lead to headings', () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
  const headingsOf = (page: string) =>
    new Set([...proseOf(repositoryText(page)!).matchAll(/^#+ (.*)$/gm)].map((match) => slug(match[1]!)));
  const broken = pages.flatMap((page) =>
    [...proseOf(repositoryText(page)!).matchAll(/\]\(([^)\s:]*\.md)?#([^)\s]+)\)/g)]
      .filter(([, target, anchor]) => {
        const path = target ? posix.join(posix.dirname(page), target) : page;
        return files.includes(path) && !headingsOf(path).has(anchor!);
      })
      .map(([link]) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test('no file names a host that serves packages, or a place of one machine', () => {
  // Written in pieces, so that this file passes its own test.
  const words = [
    ['registry', 'npmjs'],
    ['registry', 'yarnpkg'],
    ['npm', 'pkg', 'github'],
    ['pypi', 'org'],
    ['proxy', 'golang'],
  ].map((parts) => parts.join('.'));
  const places = ['main', 'shared', '.library'].map((name) => ['', 'work', name].join('/'));
  const found = files.flatMap((path) => {
    const text = path.startsWith('test/corpus/') ? undefined : repositoryText(path);
    if (text === undefined) return [];
    return [...words, ...places].filter((word) => text.includes(word)).map((word) => `${path}: ${word}`);
  });
  expect(found).toEqual([]);
});

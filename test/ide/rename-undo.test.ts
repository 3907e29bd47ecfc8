/** Renaming there and back again, for every name in the examples and in the corpus of correct manifests. */
import { expect, test } from 'vitest';
import {
  findNames,
  LineIndex,
  namePlace,
  RULES,
  readMentions,
  renameEdits,
  renameTarget,
  Workspace,
} from '../../server/src/core';
import { applyEdits } from '../../server/src/core/text/edit';
import { repositoryFiles, repositoryText } from '../support/repository';

const ROOT = 'file:///w/';

function workspaceOf(texts: ReadonlyMap<string, string>): Workspace {
  const workspace = new Workspace({ roots: [ROOT], rules: RULES.slice(0, 0) });
  workspace.update(new Map([...texts].map(([name, text]) => [ROOT + name, { text }])));
  return workspace;
}

/** The texts after a rename, or why it was refused. */
function renamed(texts: ReadonlyMap<string, string>, workspace: Workspace, uri: string, offset: number, name: string) {
  const { snapshot } = workspace;
  const edits = renameEdits(snapshot, snapshot.files.get(uri)!, offset, name);
  if ('refusal' in edits) return edits;
  const after = new Map(texts);
  for (const each of new Set(edits.map((edit) => edit.uri))) {
    const file = each.slice(ROOT.length);
    after.set(
      file,
      applyEdits(
        texts.get(file)!,
        edits.filter((edit) => edit.uri === each),
      ),
    );
  }
  return after;
}

test.each(['examples/user1/', 'examples/mistakes/', 'test/corpus/clean/'])('%s', (folder) => {
  const texts = new Map(
    repositoryFiles()
      .filter((path) => path.startsWith(folder) && path.endsWith('.yaml'))
      .map((path) => [path, repositoryText(path)!]),
  );
  const workspace = workspaceOf(texts);
  const { snapshot } = workspace;
  const places = new Map<string, { uri: string; offset: number }>();
  for (const file of snapshot.files.values()) {
    for (const mention of file.resources.flatMap((resource) => resource.read(readMentions))) {
      const place = namePlace(snapshot, mention);
      if (place) places.set(`${place.uri} ${place.span.start}`, { uri: place.uri, offset: place.span.start });
    }
  }
  expect(places.size).toBeGreaterThan(10);
  let changed = 0;
  const done = new Set<string>();
  for (const { uri, offset } of places.values()) {
    const file = snapshot.files.get(uri)!;
    expect(findNames(snapshot, file, offset).length, `${uri} at ${offset}`).toBeGreaterThan(0);
    const target = renameTarget(snapshot, file, offset);
    if (!target || 'refusal' in target) continue;
    const after = renamed(texts, workspace, uri, offset, 'another-name');
    // A name that an alias or a kustomization makes is refused with that reason.
    if ('refusal' in after) continue;
    const key = JSON.stringify([...after]);
    if (done.has(key)) continue;
    done.add(key);
    changed++;
    const back = renamed(after, workspaceOf(after), uri, placeIn(texts, after, uri, offset), target.name);
    if ('refusal' in back) throw new Error(`${uri} at ${offset} back: ${back.refusal}`);
    expect(Object.fromEntries(back)).toEqual(Object.fromEntries(texts));
  }
  expect(changed).toBeGreaterThan(5);
});

/** The same place after the rename: no edit adds or takes a line, so its line has the same number. */
function placeIn(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  uri: string,
  offset: number,
): number {
  const name = uri.slice(ROOT.length);
  const line = new LineIndex(before.get(name)!).positionAt(offset).line;
  const text = after.get(name)!;
  return text.indexOf('another-name', new LineIndex(text).startOf(line));
}

import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../server/src/core/model/source-file';
import { partition } from '../../server/src/core/workspace/partition';

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

/** Sets as `root: file, file`, with the common prefix taken off. */
const sets = (files: Record<string, string>, roots = ['file:///w/']) =>
  partition(
    roots,
    Object.entries(files).map(([name, text]) => SourceFile.open(`file:///${name}`, text)),
  ).map(
    (set) =>
      `${set.root.slice(8)}: ${set.bundles
        .map((uri) => uri.slice(8))
        .sort()
        .join(' ')}`,
  );

describe('a plain tree', () => {
  test('is one set', () => {
    expect(sets({ 'w/a/ns.yaml': namespace('a'), 'w/b/ns.yaml': namespace('b') })).toEqual([
      'w/: w/a/ns.yaml w/b/ns.yaml',
    ]);
  });
  test('splits where siblings define one object again; what is beside them belongs to each', () => {
    expect(
      sets({ 'w/dev/ns.yaml': namespace('a'), 'w/prod/ns.yaml': namespace('a'), 'w/mesh/ns.yaml': namespace('m') }),
    ).toEqual(['w/dev/: w/dev/ns.yaml w/mesh/ns.yaml', 'w/prod/: w/mesh/ns.yaml w/prod/ns.yaml']);
  });
  test('the same object twice in one folder is one set: that is a mistake to report, not a variant', () => {
    expect(sets({ 'w/a.yaml': namespace('a'), 'w/b.yaml': namespace('a') })).toEqual(['w/: w/a.yaml w/b.yaml']);
  });
  test('a folder below that defines an object again is a set beside the plain one', () => {
    expect(sets({ 'w/ns.yaml': namespace('a'), 'w/alt/ns.yaml': namespace('a') })).toEqual([
      'w/: w/ns.yaml',
      'w/alt/: w/alt/ns.yaml w/ns.yaml',
    ]);
  });
  test('splits below a split', () => {
    expect(
      sets({
        'w/eu/dev/ns.yaml': namespace('a'),
        'w/eu/prod/ns.yaml': namespace('a'),
        'w/us/ns.yaml': namespace('a'),
      }),
    ).toEqual(['w/eu/dev/: w/eu/dev/ns.yaml', 'w/eu/prod/: w/eu/prod/ns.yaml', 'w/us/: w/us/ns.yaml']);
  });
});

test('each workspace folder is apart, and so is a file outside of all', () => {
  expect(
    sets({ 'a/ns.yaml': namespace('x'), 'b/ns.yaml': namespace('x'), 'else.yaml': namespace('x') }, [
      'file:///a/',
      'file:///b/',
    ]),
  ).toEqual(['a/: a/ns.yaml', 'b/: b/ns.yaml', 'else.yaml: else.yaml']);
});

/** Kustomizations as bundles: one for each that no other one uses. */
import { kindOf } from '../model/kinds';
import { Resource } from '../model/resource';
import type { Bundle, ComposeRequest, Composer, Composition, CompositionProblem } from '../workspace/bundle';
import { at, entriesOf, entryOf, isScalar, itemsOf, type MapNode, stringOf, type YamlNode } from '../yaml/node';
import { Builder } from './build';
import { changeField } from './field-spec';
import { Finder } from './finder';
import { type Item, idOf, withRoot } from './item';
import { isKustomizationUri, type Kustomization } from './kustomization';
import { Memo } from './memo';
import { nameHash } from './name-hash';
import { updateNameReferences } from './name-references';
import { Budget, withText } from './tree';
import type { Accumulated } from './work';

/** What is kept from one composition to the next: results of pure functions, for as long as their arguments live. */
interface Kept {
  readonly memo: Memo;
  readonly built: Map<string, Accumulated>;
  readonly resources: Map<string, WeakMap<MapNode, Resource>>;
}

class Kustomizations implements Composition {
  readonly uris: ReadonlySet<string>;
  readonly kept: Kept;
  readonly bundles: readonly Bundle[];
  readonly owned: ReadonlySet<string>;
  readonly problems: ReadonlyMap<string, readonly CompositionProblem[]>;
  /** What each bundle was made of. */
  readonly sources: ReadonlyMap<string, Accumulated>;
  readonly #looked: ReadonlySet<string>;

  constructor(
    uris: ReadonlySet<string>,
    kept: Kept,
    bundles: readonly Bundle[],
    owned: ReadonlySet<string>,
    problems: ReadonlyMap<string, readonly CompositionProblem[]>,
    sources: ReadonlyMap<string, Accumulated>,
    looked: ReadonlySet<string>,
  ) {
    this.uris = uris;
    this.kept = kept;
    this.bundles = bundles;
    this.owned = owned;
    this.problems = problems;
    this.sources = sources;
    this.#looked = looked;
  }

  concerns(uri: string): boolean {
    return isKustomizationUri(uri) || this.#looked.has(uri);
  }
}

export const kustomizeComposer: Composer = { compose };

function compose({ files, listed, leftOut, before }: ComposeRequest): Composition {
  const previous = before?.composition instanceof Kustomizations ? before.composition : undefined;
  const uris = new Set(previous?.uris);
  for (const uri of previous && before ? before.changed : files.keys()) {
    if (!isKustomizationUri(uri)) continue;
    if (files.has(uri)) uris.add(uri);
    else uris.delete(uri);
  }
  const kept: Kept = previous?.kept ?? { memo: new Memo(), built: new Map(), resources: new Map() };
  const finder = new Finder(files, listed, kept.memo, leftOut);
  const builder = new Builder(finder, kept.memo, kept.built);
  const kustomizations = [...uris].sort().flatMap((uri) => finder.kustomizationAt(uri) ?? []);

  const owned = new Set<string>();
  const looked = new Set<string>();
  const used = new Set<string>();
  for (const kustomization of kustomizations) {
    const look = (uri: string) => {
      looked.add(uri);
      if (files.has(uri)) owned.add(uri);
    };
    look(kustomization.uri);
    for (const ref of [...kustomization.resources, ...kustomization.components, ...kustomization.files]) {
      const found = finder.find(kustomization, ref, look);
      if (found.kind === 'kustomization') used.add(found.kustomization.uri);
    }
  }

  const sources = new Map<string, Accumulated>();
  const reached = new Set<string>();
  const buildRoot = (kustomization: Kustomization) => {
    const built = builder.build(kustomization);
    sources.set(kustomization.uri, built);
    for (const uri of built.inputs.keys()) reached.add(uri);
  };
  const tops = kustomizations.filter(({ component }) => !component);
  for (const kustomization of tops) if (!used.has(kustomization.uri)) buildRoot(kustomization);
  // Those that only lead to each other: one of each circle stands for all.
  for (const kustomization of tops) if (!reached.has(kustomization.uri)) buildRoot(kustomization);

  const known = new Map(previous?.bundles.map((bundle) => [bundle.uri, bundle]));
  const bundles = [...sources].map(([uri, source]) => {
    const old = known.get(uri);
    return old && previous?.sources.get(uri) === source ? old : bundleOf(uri, source, kept, old, files);
  });
  for (const uri of kept.resources.keys()) if (!sources.has(uri)) kept.resources.delete(uri);
  for (const uri of kept.built.keys()) if (!uris.has(uri)) kept.built.delete(uri);

  const problems = new Map<string, CompositionProblem[]>();
  const inCircles = new Set<string>();
  for (const { problems: found } of sources.values()) {
    for (const problem of found) {
      // What a fault of the YAML has left of the file is a guess.
      if (problem.document.yaml.problems.some(({ code }) => code !== 'DUPLICATE_KEY')) continue;
      // One circle is broken at one line; a file that is in several says so once.
      if (problem.rule === 'kustomize-cycle') {
        if (inCircles.has(problem.document.uri)) continue;
        inCircles.add(problem.document.uri);
      }
      const list = problems.get(problem.document.uri);
      if (list) list.push(problem);
      else problems.set(problem.document.uri, [problem]);
    }
  }
  for (const kustomization of kustomizations) {
    for (const { key, name } of kustomization.notFollowed) {
      const { start, end } = key.span;
      const list = problems.get(kustomization.uri) ?? [];
      problems.set(kustomization.uri, list);
      list.push({
        rule: 'kustomize-not-followed',
        document: kustomization.document,
        span: { start, end },
        facts: { name },
      });
    }
  }
  return new Kustomizations(uris, kept, bundles, owned, problems, sources, looked);
}

function bundleOf(
  uri: string,
  source: Accumulated,
  kept: Kept,
  old: Bundle | undefined,
  files: ComposeRequest['files'],
): Bundle {
  let partial = source.vague || source.foreign.has('');
  const named = source.items.filter(isApplied).map((item) => kept.memo.of(hashed, item, () => hashed(item)));
  const resources: Resource[] = [];
  const own = kept.resources.get(uri) ?? new WeakMap<MapNode, Resource>();
  kept.resources.set(uri, own);
  for (const { document, root } of settled(updateNameReferences(named), named, kept.memo)) {
    let resource = own.get(root);
    if (!resource) {
      const { group, kind } = idOf(root);
      const known = kindOf(group, kind);
      if (!known) continue;
      resource = new Resource(document, root, stringOf(at(root, 'apiVersion')) ?? '', known.id, uri);
      own.set(root, resource);
    }
    if (resource.name === undefined) partial = true;
    resources.push(resource);
  }
  const made: Bundle = {
    uri,
    files: [...source.inputs.keys()].filter((each) => files.has(each)).sort(),
    resources,
    identities: new Set(resources.flatMap((resource) => resource.identity ?? [])),
    partial,
  };
  return old && same(old, made) ? old : made;
}

const same = (a: Bundle, b: Bundle): boolean =>
  a.partial === b.partial &&
  a.files.join('\n') === b.files.join('\n') &&
  a.resources.length === b.resources.length &&
  a.resources.every((resource, i) => resource === b.resources[i]);

/** Kustomize drops what is marked as meant for it alone. */
function isApplied({ root }: Item): boolean {
  const mark = entryOf(at(root, 'metadata', 'annotations'), 'config.kubernetes.io/local-config')?.value;
  return !isScalar(mark) || mark.text !== 'true';
}

function hashed(item: Item): Item {
  if (!item.hashed) return item;
  const name = at(item.root, 'metadata', 'name');
  if (!isScalar(name)) return item;
  const hash = nameHash(item.root);
  const root = changeField(item.root, {
    path: ['metadata', 'name'],
    leaf: 'scalar',
    budget: new Budget(1000),
    set: () => withText(name, hash === undefined ? undefined : `${name.text}-${hash}`, item.document),
  }) as MapNode;
  return withRoot(item, root, true);
}

/** Of each object that refers to a renamed one, the same tree as the last time when the names are the same. */
function settled(items: readonly Item[], before: readonly Item[], memo: Memo): readonly Item[] {
  return items.map((item, i) => {
    const from = before[i]!;
    if (item === from) return item;
    const known = memo.of(settled, from, () => new Map<string, Item>());
    const key = JSON.stringify(changedTexts(from.root, item.root));
    const again = known.get(key);
    if (again) return again;
    known.clear();
    known.set(key, item);
    return item;
  });
}

/** Texts of scalars in `after` that differ from `before`, in order; both trees have the same shape. */
function changedTexts(before: YamlNode | undefined, after: YamlNode): (string | null)[] {
  if (before === after) return [];
  if (after.kind === 'scalar') return [after.unknown ? null : after.text];
  if (after.kind === 'seq') return after.items.flatMap((item, i) => changedTexts(itemsOf(before)[i], item));
  return after.entries.flatMap((entry, i) => changedTexts(entriesOf(before)[i]?.value, entry.value));
}

/** What `kustomize build` makes of a kustomization, in its order: resources, generators, components, patches, then the other transformers. */
import type { SourceFile } from '../model/source-file';
import type { CompositionProblem } from '../workspace/bundle';
import { KIND } from '../yaml/document-head';
import { at, isMap, isScalar, itemsOf, type MapNode } from '../yaml/node';
import type { Finder, Found } from './finder';
import { absorb, generate } from './generators';
import { type Item, idOf, isVague, itemOf, keyOf, sameId } from './item';
import { isKustomizationUri, type Kustomization, type PatchRef, type PathRef } from './kustomization';
import type { Memo } from './memo';
import { type PatchContent, patchInFile, patchInScalar } from './patch-content';
import { applyPatch } from './patches';
import { isRemote } from './paths';
import { replacementTransform } from './replacements';
import type { Transform } from './transformers';
import { transforms } from './transforms';
import { placeOf, TooMuchWork } from './tree';
import { type Accumulated, problemAt, Work } from './work';

const TWICE = 'kustomize-resource-twice';

const wordsOf = ({ root }: Item): CompositionProblem['facts'] => {
  const { kind, name = '', namespace = '' } = idOf(root);
  return { kind, name, namespace };
};

/** More kustomizations inside each other than anyone has. */
const MAX_DEPTH = 50;
/** Kustomizations run for one build: components that use each other double with every level. */
const MAX_RUNS = 2000;
/** Objects handled for one build, each time one is: bases double them with every level. */
const MAX_STEPS = 200_000;
/** More objects than anyone applies at once. */
const MAX_ITEMS = 10_000;

export class Builder {
  readonly #finder: Finder;
  readonly #memo: Memo;
  readonly #built: Map<string, Accumulated>;
  /** Results of this build that are good for no other. */
  #inThisBuild = new Map<string, Accumulated>();
  #runs = 0;
  #steps = 0;

  /** @param built results of an earlier builder, kept where their inputs are the same still */
  constructor(finder: Finder, memo: Memo, built: Map<string, Accumulated>) {
    this.#finder = finder;
    this.#memo = memo;
    this.#built = built;
  }

  /** The whole of a kustomization that stands by itself. */
  build(kustomization: Kustomization): Accumulated {
    this.#runs = 0;
    this.#steps = 0;
    this.#inThisBuild = new Map();
    return this.#accumulate(kustomization, []);
  }

  #accumulate(kustomization: Kustomization, stack: readonly string[]): Accumulated {
    const { uri } = kustomization;
    const known = this.#built.get(uri);
    if (known && this.#holds(known)) return known;
    const again = this.#inThisBuild.get(uri);
    if (again) return again;
    const work = new Work();
    this.#run(kustomization, work, [...stack, uri]);
    const result = work.result();
    (result.cut ? this.#inThisBuild : this.#built).set(uri, result);
    return result;
  }

  #holds({ inputs }: Accumulated): boolean {
    for (const [uri, file] of inputs) if (this.#finder.files.get(uri) !== file) return false;
    return true;
  }

  #run(kustomization: Kustomization, work: Work, stack: readonly string[]): void {
    const look = (uri: string) => work.inputs.set(uri, this.#finder.files.get(uri));
    look(kustomization.uri);
    work.vague ||= kustomization.vague;
    const added = new Set(work.items.flatMap((item) => this.#memo.of(keyOf, item, () => keyOf(item)) ?? []));
    for (const ref of kustomization.resources) {
      const found = this.#finder.find(kustomization, ref, look);
      if (found.kind === 'file') this.#addFile(found.file, work, added, kustomization);
      else if (found.kind === 'kustomization') {
        if (!this.#isCycle(found.kustomization, kustomization, ref, work, stack)) {
          const inner = this.#accumulate(found.kustomization, stack);
          work.include(inner);
          this.#add(inner.items, work, added, (item) => problemAt(TWICE, kustomization, ref, wordsOf(item)));
        }
      } else this.#reportAbsent(kustomization, ref, found, work);
    }
    this.#generate(kustomization, work, look);
    for (const ref of kustomization.components) {
      const found = this.#finder.find(kustomization, ref, look);
      if (found.kind === 'kustomization') {
        if (!this.#isCycle(found.kustomization, kustomization, ref, work, stack)) {
          this.#run(found.kustomization, work, [...stack, found.kustomization.uri]);
        }
      } else if (found.kind !== 'file') this.#reportAbsent(kustomization, ref, found, work);
    }
    this.#transform(kustomization, work, look);
    for (const ref of kustomization.files) this.#finder.find(kustomization, ref, look);
  }

  #isCycle(target: Kustomization, from: Kustomization, ref: PathRef, work: Work, stack: readonly string[]): boolean {
    const index = stack.indexOf(target.uri);
    if (index < 0 && stack.length < MAX_DEPTH && this.#runs++ < MAX_RUNS) return false;
    work.cut = true;
    work.vague = true;
    if (index >= 0) {
      const way = [...stack.slice(index), target.uri].map((uri) => uri.split('/').slice(-2).join('/'));
      work.report(problemAt('kustomize-cycle', from, ref, { path: ref.path, way: way.join(' → ') }));
    }
    return true;
  }

  #reportAbsent(from: Kustomization, ref: PathRef, found: Found, work: Work): void {
    work.vague = true;
    if (found.kind === 'remote') work.report(problemAt('kustomize-remote-base', from, ref, { path: ref.path }));
    else if (found.kind === 'missing' && found.known) {
      work.report(problemAt('kustomize-base-missing', from, ref, { path: ref.path }));
    }
  }

  #addFile(file: SourceFile, work: Work, added: Set<string>, from: Kustomization): void {
    if (file.notice || isKustomizationUri(file.uri)) {
      work.vague = true;
      return;
    }
    const items: Item[] = [];
    for (const { document } of file.documents) {
      const { relevance, resources } = document;
      if (relevance === 'foreign') {
        const kind = KIND.exec(document.text)?.[1];
        if (kind !== undefined) work.foreign.add(kind);
        continue;
      }
      for (const resource of resources) {
        items.push(this.#memo.of(document, resource.root, () => itemOf(document, resource.root)));
      }
      // Faults and templates may hide objects, and so may a List.
      if (document.yaml.problems.length > 0 || document.yaml.templated) work.vague = true;
      if (resources.length !== 1) work.foreign.add('');
    }
    this.#add(items, work, added, (item) => {
      const node = at(item.root, 'metadata', 'name');
      if (!isScalar(node)) return undefined;
      const ref = { path: file.uri, node };
      return { ...problemAt(TWICE, from, ref, wordsOf(item)), document: item.document };
    });
  }

  /** Kustomize refuses a second object of the same id. */
  #add(
    items: readonly Item[],
    work: Work,
    keys: Set<string>,
    twice: (item: Item) => CompositionProblem | undefined,
  ): void {
    if (work.items.length + items.length > MAX_ITEMS) this.#steps = MAX_STEPS;
    if (!this.#mayHandle(items.length, work)) return;
    const added = items.filter((item) => {
      const key = this.#memo.of(keyOf, item, () => keyOf(item));
      if (key === undefined) return true;
      const fresh = !keys.has(key);
      const problem = fresh ? undefined : twice(item);
      if (problem) work.report(problem);
      keys.add(key);
      return fresh;
    });
    work.items = [...work.items, ...added];
  }

  /** False when this build has handled more objects than any real one does; what is left out is unknown then. */
  #mayHandle(count: number, work: Work): boolean {
    this.#steps += count;
    if (this.#steps <= MAX_STEPS) return true;
    work.vague = true;
    work.cut = true;
    return false;
  }

  #generate(kustomization: Kustomization, work: Work, look: (uri: string) => void): void {
    const generators = [
      ...kustomization.configMaps.map((entry) => ({ entry, kind: 'ConfigMap' as const })),
      ...kustomization.secrets.map((entry) => ({ entry, kind: 'Secret' as const })),
    ];
    for (const { entry, kind } of generators) {
      const files: SourceFile[] = [];
      const readFile = (path: string) => {
        const found = isRemote(path)
          ? undefined
          : this.#finder.find(kustomization, { path, node: nodeOf(entry) }, look);
        if (found?.kind !== 'file') return undefined;
        files.push(found.file);
        return found.file;
      };
      const made = generate(kustomization, entry, kind, readFile);
      if (!made) {
        work.vague = true;
        continue;
      }
      // Without files of its own an entry always makes the same object.
      const generated = files.length > 0 ? made : this.#memo.of(kustomization, entry, () => made);
      const before = work.items;
      const old = before.find((item) => sameId(idOf(item.root), idOf(generated.item.root)));
      const after = old ? this.#memo.of(old, generated, () => absorb([old], generated)?.[0]) : undefined;
      if (old && after) work.items = (before as Item[]).with(before.indexOf(old), after);
      else {
        const absorbed = absorb(before, generated);
        if (absorbed) work.items = absorbed;
        else this.#reportUnmerged(kustomization, entry, generated.item, work);
      }
    }
  }

  #reportUnmerged(kustomization: Kustomization, entry: MapNode, item: Item, work: Work): void {
    const id = idOf(item.root);
    const doubtful = isVague(id) || work.mayHold(id.kind);
    work.vague = true;
    if (doubtful) return;
    const near = work.items
      .map((each) => idOf(each.root))
      .find((each) => each.kind === id.kind && each.name === id.name);
    work.report({
      rule: 'kustomize-patch-without-target',
      document: kustomization.document,
      span: nodeOf(entry).span,
      facts: {
        patch: '',
        missing: near ? 'namespace' : 'object',
        kind: id.kind,
        name: id.name ?? '',
        ...(near ? { theirs: near.namespace ?? '' } : {}),
      },
    });
  }

  #transform(kustomization: Kustomization, work: Work, look: (uri: string) => void): void {
    for (const ref of kustomization.strategicPatches) this.#patch(kustomization, ref, work, look);
    for (const ref of kustomization.patches) this.#patch(kustomization, ref, work, look);
    const { before, after } = this.#memo.of(transforms, kustomization, () => transforms(kustomization));
    for (const transform of before) this.#apply(transform, work);
    for (const ref of kustomization.jsonPatches) this.#patch(kustomization, ref, work, look);
    for (const transform of after) this.#apply(transform, work);
    for (const entry of kustomization.replacements) this.#replace(kustomization, entry, work, look);
  }

  #replace(kustomization: Kustomization, entry: MapNode, work: Work, look: (uri: string) => void): void {
    work.vague = true;
    const path = at(entry, 'path');
    const inFile = isScalar(path) ? this.#finder.find(kustomization, { path: path.text, node: path }, look) : undefined;
    const documents = inFile?.kind === 'file' ? inFile.file.documents.map(({ document }) => document) : [];
    const place = placeOf(entry, kustomization.document);
    const written = [
      entry,
      ...documents.flatMap(({ yaml: { root } }) => (isMap(root) ? [root] : itemsOf(root).filter(isMap))),
    ];
    for (const each of written) {
      this.#apply(
        this.#memo.of(kustomization, each, () => replacementTransform(each, place)),
        work,
      );
    }
  }

  #apply(transform: Transform, work: Work): void {
    if (!this.#mayHandle(work.items.length, work)) return;
    work.items = work.items.map((item) => {
      const result = this.#memo.of(transform, item, () => attempt(transform, item));
      if (!result) work.vague = true;
      return result ?? item;
    });
  }

  #patch(kustomization: Kustomization, ref: PatchRef, work: Work, look: (uri: string) => void): void {
    const content = this.#contentOf(kustomization, ref, work, look);
    if (!content) return;
    const { component, document } = kustomization;
    work.items = applyPatch(work.items, ref, content, {
      memo: this.#memo,
      document,
      component,
      vague: work.vague,
      mayBeForeign: (test) => [...work.foreign].some((kind) => kind === '' || test(kind)),
      report: (one) => work.report(one),
      blur: () => {
        work.vague = true;
      },
    });
  }

  #contentOf(
    kustomization: Kustomization,
    { file: ref, inline }: PatchRef,
    work: Work,
    look: (uri: string) => void,
  ): PatchContent | undefined {
    if (inline) {
      const { document } = kustomization;
      return this.#memo.of(patchInScalar, inline, () => patchInScalar(document, inline));
    }
    if (!ref) {
      work.vague = true;
      return undefined;
    }
    const found = this.#finder.find(kustomization, ref, look);
    if (found.kind === 'file') {
      const { file } = found;
      return this.#memo.of(patchInFile, file, () => patchInFile(file));
    }
    this.#reportAbsent(kustomization, ref, found, work);
    return undefined;
  }
}

const nodeOf = (entry: MapNode): PathRef['node'] => {
  const name = at(entry, 'name');
  return isScalar(name) ? name : entry.entries[0]!.key;
};

function attempt(transform: Transform, item: Item): Item | undefined {
  try {
    return transform(item);
  } catch (error) {
    if (error instanceof TooMuchWork) return undefined;
    throw error;
  }
}

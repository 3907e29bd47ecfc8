/** A scaffold against a workspace: what is new, what an object that is there takes over, and what stands in the way. */
import { KUSTOMIZATION_NAMES } from '../kustomize/kustomization';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { GATEWAY_VALUES, gatewayValues, isValuesUri } from '../model/kserve-values';
import type { Resource } from '../model/resource';
import { type ManifestDocument, SourceFile } from '../model/source-file';
import type { Span } from '../text/span';
import type { Snapshot } from '../workspace/snapshot';
import { appendDocument, canAppend } from '../yaml/append-document';
import { at, entryOf, isMap, isNull, isScalar, isSeq, stringsOf } from '../yaml/node';
import { addField, addValue } from '../yaml/write-yaml';
import { mergeObject } from './merge-object';
import { patchFiles, planElsewhere, settingsOf } from './merge-values';
import type { PlannedEdit, RenderedScaffold, ScaffoldClash, ScaffoldFile, ScaffoldPlan } from './types';

/** The rendered files with what the template says about merging them. */
export interface PlanInput extends RenderedScaffold {
  readonly ingressKeys: readonly string[];
}

/** A plan, and how the files that are not written are seen to. */
export interface Planned {
  readonly plan: ScaffoldPlan;
  /** Paths of files with objects that are there with another content, and stay so. */
  readonly clashed: readonly string[];
  /** Paths of files whose settings went into values of KServe's chart. */
  readonly inValues: readonly string[];
}

/** @param folder URI where the files are to go, with or without a slash at its end */
export function planAgainst(snapshot: Snapshot, rendered: PlanInput, folder: string): Planned {
  return new Planner(snapshot, rendered, folder.endsWith('/') ? folder : `${folder}/`).run();
}

const isYaml = (path: string): boolean => /\.ya?ml$/.test(path);

class Planner {
  readonly #creates: ScaffoldFile[] = [];
  readonly #edits: PlannedEdit[] = [];
  readonly #clashes: ScaffoldClash[] = [];
  readonly #clashed = new Set<string>();
  readonly #inValues = new Set<string>();
  readonly #there: ReadonlyMap<string, readonly Resource[]>;
  readonly #snapshot: Snapshot;
  readonly #rendered: PlanInput;
  readonly #folder: string;

  constructor(snapshot: Snapshot, rendered: PlanInput, folder: string) {
    this.#snapshot = snapshot;
    this.#rendered = rendered;
    this.#folder = folder;
    const there = new Map<string, Resource[]>();
    for (const file of snapshot.files.values()) {
      for (const resource of file.resources) {
        if (resource.identity === undefined) continue;
        const same = there.get(resource.identity);
        if (same) same.push(resource);
        else there.set(resource.identity, [resource]);
      }
    }
    this.#there = there;
  }

  run(): Planned {
    const { files, next } = this.#rendered;
    const kustomization = files.find(({ path }) => path === 'kustomization.yaml');
    for (const file of files) {
      if (file === kustomization) continue;
      if (isYaml(file.path)) this.#manifest(file);
      else this.#creates.push(file);
    }
    if (kustomization) this.#kustomization(kustomization);
    const plan = { creates: this.#creates, edits: this.#edits, clashes: this.#clashes, next };
    return { plan, clashed: [...this.#clashed], inValues: [...this.#inValues] };
  }

  #manifest(file: ScaffoldFile): void {
    const uri = this.#folder + file.path;
    const source = SourceFile.open(uri, file.text);
    if (isValuesUri(uri) && this.#valuesTakeOver(file)) return;
    const isNew = (document: ManifestDocument) => {
      const [wanted] = document.resources;
      return !wanted || !this.#takesOver(wanted, file.path);
    };
    const fresh = source.documents.map(({ document }) => document).filter(isNew);
    if (fresh.length === 0) return;
    const inPlace = this.#snapshot.files.get(uri);
    const text = fresh.map((document) => document.text.replace(/^---\n/, '').trim()).join('\n---\n');
    if (!inPlace) this.#creates.push({ path: file.path, text: `${text}\n` });
    else if (inPlace.text.trim() === file.text.trim()) return;
    else this.#append(inPlace, text);
  }

  /** @returns true when an object of the same identity is there, whatever comes of it */
  #takesOver(wanted: Resource, path: string): boolean {
    const all = this.#holdersOf(wanted);
    const isConfig = isKServeConfig(wanted, this.#snapshot.platform);
    if (all.length === 0) return isConfig && this.#keptElsewhere(settingsOf(wanted, this.#rendered.ingressKeys), path);
    const merges = all.map((resource) => ({
      resource,
      merge: mergeObject(resource, wanted, this.#rendered.ingressKeys, this.#snapshot.platform),
    }));
    // One that has it all, or can take it, comes before one that cannot.
    const good = merges.flatMap(({ resource, merge }) => ('edits' in merge ? [{ resource, edits: merge.edits }] : []));
    const best = good.find(({ edits }) => edits.length === 0) ?? good[0];
    const object = label(wanted);
    if (best) {
      for (const { span, newText } of best.edits) {
        this.#edits.push({ uri: best.resource.uri, span: this.#inFile(best.resource, span), newText, label: object });
      }
      return true;
    }
    this.#clashed.add(path);
    for (const { resource, merge } of merges) {
      if (!('clash' in merge)) continue;
      const span = this.#inFile(resource, resource.headNode.span);
      this.#clashes.push({ uri: resource.uri, span, object, message: merge.clash });
    }
    return true;
  }

  /** Objects of the same identity. Of KServe's ConfigMap, a patch with `ingress` comes before the base: it replaces the whole value. */
  #holdersOf(wanted: Resource): readonly Resource[] {
    const all = (wanted.identity && this.#there.get(wanted.identity)) || [];
    if (all.length < 2 || !isKServeConfig(wanted, this.#snapshot.platform)) return all;
    const patches = patchFiles(this.#snapshot);
    const patching = all.filter((each) => patches.has(each.uri) && each.read(readKServeConfig).entries.has('ingress'));
    return patching.length > 0 ? patching : all;
  }

  #keptElsewhere(settings: ReturnType<typeof settingsOf>, path: string): boolean {
    const elsewhere = planElsewhere(this.#snapshot, settings);
    if (!elsewhere) return false;
    this.#edits.push(...elsewhere.edits);
    this.#clashes.push(...elsewhere.clashes);
    if (elsewhere.clashes.length > 0) this.#clashed.add(path);
    else this.#inValues.add(path);
    return true;
  }

  /** Values of KServe's chart for a workspace that has some. */
  #valuesTakeOver(file: ScaffoldFile): boolean {
    const map = gatewayValues(SourceFile.open('', file.text).documents[0]?.document.yaml.root);
    const settings = this.#rendered.ingressKeys.flatMap((key): [string, string | boolean][] => {
      const node = at(map, ...(GATEWAY_VALUES.get(key) ?? [key]));
      const value = isScalar(node) ? node.value : undefined;
      return typeof value === 'string' || typeof value === 'boolean' ? [[key, value]] : [];
    });
    return map !== undefined && this.#keptElsewhere(settings, file.path);
  }

  #inFile(resource: Resource, span: Span): Span {
    return this.#snapshot.files.get(resource.uri)?.spanInFile(resource.document, span) ?? span;
  }

  /** Behind the last document of a file that has other objects. */
  #append(file: SourceFile, text: string): void {
    const last = file.documents.at(-1);
    if (file.notice || !last || file.resources.length === 0 || !canAppend(last.document.text)) {
      this.#clash(file.uri, 'File', 'It is there, and nothing can be added to it.');
      return;
    }
    const { span, newText } = appendDocument(last.document.text, text);
    const at = { start: span.start + last.start, end: span.end + last.start };
    this.#edits.push({ uri: file.uri, span: at, newText, label: 'Added objects' });
  }

  /** Lists the files that are to be made; what another file holds already is not listed twice. */
  #kustomization(file: ScaffoldFile): void {
    const listed = this.#creates.map(({ path }) => path);
    const paths = stringsOf(
      entryOf(SourceFile.open('', file.text).documents[0]?.document.yaml.root, 'resources')?.value,
    );
    const kept = paths.filter((path) => listed.includes(path));
    const there = KUSTOMIZATION_NAMES.map((name) => this.#snapshot.files.get(this.#folder + name)).find((each) => each);
    if (there) {
      this.#list(there, kept);
      return;
    }
    if (kept.length === 0) return;
    const lines = file.text.split('\n').filter((line) => {
      const path = /^ {2}- (\S+)$/.exec(line)?.[1];
      return path === undefined || kept.includes(path);
    });
    this.#creates.push({ path: file.path, text: lines.join('\n') });
  }

  #list(file: SourceFile, paths: readonly string[]): void {
    const [placed] = file.documents;
    const root = placed?.document.yaml.root;
    const missing = paths.filter((path) => !stringsOf(entryOf(root, 'resources')?.value).includes(path));
    if (missing.length === 0) return;
    if (!placed || !isMap(root) || root.alias) {
      this.#clash(file.uri, 'Kustomization', `It cannot be read. List ${missing.join(', ')} in its resources.`);
      return;
    }
    const { text } = placed.document;
    const resources = entryOf(root, 'resources')?.value;
    const edits =
      isSeq(resources) && !(resources.items.length === 0 && !resources.flow)
        ? missing.map((path) => addValue(text, resources, path))
        : !resources
          ? [addField(text, root, 'resources', missing)]
          : [];
    if (edits.length === 0 || isNull(resources)) {
      this.#clash(file.uri, 'Kustomization', `Its resources are no list. List ${missing.join(', ')} there.`);
      return;
    }
    const span = edits[0]!.span;
    const separator = isSeq(resources) && resources.flow && resources.items.length === 0 ? ', ' : '';
    const at = { start: span.start + placed.start, end: span.end + placed.start };
    const newText = edits.map((edit) => edit.newText).join(separator);
    this.#edits.push({ uri: file.uri, span: at, newText, label: 'Kustomization' });
  }

  #clash(uri: string, object: string, message: string): void {
    this.#clashes.push({ uri, span: { start: 0, end: 0 }, object, message });
  }
}

const label = ({ kind, namespace, name }: Resource): string =>
  `${kind} ${kind === 'Namespace' || namespace === undefined ? '' : `${namespace}/`}${name}`;

/** Renaming: every place that says a name, in all sets that share files with it, or a reason why not. */
import { isDnsLabel } from '../model/dns-name';
import type { SourceFile } from '../model/source-file';
import { isPlacedUnknown } from '../model/workload';
import { platformNamespaces } from '../platform/platform';
import type { Span } from '../text/span';
import type { FileEdit } from '../workspace/placed-finding';
import type { Snapshot } from '../workspace/snapshot';
import { locate } from '../yaml/locate';
import { type FoundName, findNames, namePlace } from './find';
import { type Mention, mentionDocument, mentionEdit, type Name } from './mention';
import { targetMentions, writtenMentions } from './patch-targets';
import { readMentions } from './read-mentions';
import { findLabel, labelProblem, labelsIn } from './rename-label';
import { type NameKey, SetNames } from './resolve';

export interface RenameRefusal {
  /** Why not, for the user. */
  readonly refusal: string;
}

export interface RenameTarget {
  /** Offsets in the file. */
  readonly span: Span;
  readonly name: string;
}

/** What a rename concerns: names by key, each with the suffix that it has behind the part that changes. */
interface Family {
  /** The part that changes. */
  readonly base: string;
  readonly suffixes: Map<NameKey, string>;
  readonly kinds: Set<Name['kind']>;
}

/** What would be renamed at an offset; `undefined` where nothing has a name. */
export function renameTarget(
  snapshot: Snapshot,
  file: SourceFile,
  offset: number,
): RenameTarget | RenameRefusal | undefined {
  const all = findNames(snapshot, file, offset);
  const found = renamable(all);
  const first = found[0];
  if (!first) return labelTarget(snapshot, file, labelsIn(all)) ?? refuseUnnamed(file, offset);
  const family = familyOf(found);
  const refusal = refuse(snapshot, found, family);
  if (refusal !== undefined) return { refusal };
  const place = namePlace(snapshot, first.mention);
  if (!place || mentionEdit(first.mention, family.base.length, family.base) === undefined) return NOT_WRITTEN;
  return { span: { start: place.span.start, end: place.span.start + family.base.length }, name: family.base };
}

/** Edits of all files for a new name. */
export function renameEdits(
  snapshot: Snapshot,
  file: SourceFile,
  offset: number,
  newName: string,
): readonly FileEdit[] | RenameRefusal {
  const target = renameTarget(snapshot, file, offset);
  if (!target) return { refusal: 'Nothing at this place has a name that can be changed.' };
  if ('refusal' in target) return target;
  if (newName === target.name) return [];
  const found = findNames(snapshot, file, offset);
  if (renamable(found).length === 0) return labelEdits(snapshot, file, labelsIn(found), newName);
  const family = familyOf(renamable(found));
  const invalid = nameProblem(newName, family);
  if (invalid !== undefined) return { refusal: invalid };
  const mentions = mentionsOfFamily(snapshot, file, family);
  const taken = takenBy(snapshot, mentions, family, newName);
  if (taken !== undefined) return { refusal: taken };
  return editsOf(snapshot, mentions, family.base, newName);
}

/** Puts the new text in the place of the old one at every mention. */
function editsOf(
  snapshot: Snapshot,
  mentions: readonly Renamed[],
  base: string,
  newText: string,
): readonly FileEdit[] | RenameRefusal {
  const edits = new Map<string, FileEdit>();
  for (const { mention, suffix } of mentions) {
    const length = mention.text.length - suffix.length;
    const edit = mentionEdit(mention, length, newText);
    const document = mentionDocument(mention);
    const start = snapshot.files.get(document.uri)?.startOf(document);
    if (!edit || start === undefined || mention.text.slice(0, length) !== base) return NOT_WRITTEN;
    const span = { start: edit.span.start + start, end: edit.span.end + start };
    edits.set(`${document.uri} ${span.start}`, { uri: document.uri, span, newText: edit.newText });
  }
  return [...edits.values()];
}

function labelTarget(
  snapshot: Snapshot,
  file: SourceFile,
  found: readonly FoundName[],
): RenameTarget | RenameRefusal | undefined {
  const first = found[0];
  if (!first) return undefined;
  const label = findLabel(snapshot, file, found);
  if (typeof label === 'string') return { refusal: label };
  const place = namePlace(snapshot, first.mention);
  if (!place || mentionEdit(first.mention, label.value.length, label.value) === undefined) return NOT_WRITTEN;
  return { span: place.span, name: label.value };
}

function labelEdits(
  snapshot: Snapshot,
  file: SourceFile,
  found: readonly FoundName[],
  newValue: string,
): readonly FileEdit[] | RenameRefusal {
  const label = findLabel(snapshot, file, found);
  if (typeof label === 'string') return { refusal: label };
  const problem = labelProblem(snapshot, label, newValue);
  if (problem !== undefined) return { refusal: problem };
  const mentions = label.mentions.map((mention) => ({ mention, suffix: '' }));
  return editsOf(snapshot, mentions, label.value, newValue);
}

const NOT_WRITTEN: RenameRefusal = {
  refusal:
    'This name is not written out at every place that uses it: an alias or a kustomization makes it. Change it where it is made.',
};

/** Labels go a way of their own: who carries one is connected with it by selectors, and not by its name. */
const renamable = (found: readonly FoundName[]): readonly FoundName[] =>
  found.filter(({ mention }) => mention.names.some(({ kind }) => kind !== 'Label' && kind !== 'ExternalHost'));

function refuseUnnamed(file: SourceFile, offset: number): RenameRefusal | undefined {
  const placed = file.documentAt(offset);
  const located = placed && locate(placed.document.yaml.root, offset - placed.start);
  const node = located && !located.onKey ? located.node : undefined;
  return node?.kind === 'scalar' && node.unknown && !node.alias
    ? { refusal: 'A template makes this name. Change it where the template takes it from.' }
    : undefined;
}

/**
 * The names at the cursor, and those that the same text makes: an InferenceService's name is part of its Services' names. Where both are in the
 * files (a dump of a cluster has what KServe made), the name that the others are made of is the one that changes.
 */
function familyOf(found: readonly FoundName[]): Family {
  const suffixes = new Map<NameKey, string>();
  const kinds = new Set<Name['kind']>();
  const defined = found.map(({ names, mention }) => ({
    names,
    mention,
    definitions: names.definitionsOf(mention.names, mention.resource),
  }));
  const texts = defined.flatMap(({ definitions }) => definitions.map(({ text }) => text));
  const shortest = texts.reduce<string | undefined>(
    (least, text) => (least === undefined || text.length < least.length ? text : least),
    undefined,
  );
  const base = shortest ?? found[0]?.mention.text ?? '';
  for (const { names, mention, definitions } of defined) {
    for (const definition of definitions)
      for (const each of siblings(definition)) addName(each, base, names, suffixes, kinds);
    if (definitions.length === 0) addName(mention, base, names, suffixes, kinds);
  }
  return { base, suffixes, kinds };
}

/** Definitions that stand at the same place. */
const siblings = ({ resource, node, part }: Mention): readonly Mention[] =>
  resource
    .read(readMentions)
    .filter((each) => each.role === 'definition' && each.node === node && each.part.start === part.start);

function addName(
  { names: all, resource }: Mention,
  base: string,
  names: SetNames,
  suffixes: Map<NameKey, string>,
  kinds: Set<Name['kind']>,
): void {
  for (const name of all) {
    const key = names.keyOf(name, resource);
    if (key === undefined || name.kind === 'Label' || name.kind === 'ExternalHost') continue;
    kinds.add(name.kind);
    suffixes.set(key, name.name.startsWith(base) ? name.name.slice(base.length) : '');
  }
}

function refuse(snapshot: Snapshot, found: readonly FoundName[], family: Family): string | undefined {
  const { platform } = snapshot;
  const owned = new Set(platformNamespaces(platform));
  for (const { names, mention } of found) {
    const defined = names.definitionsOf(mention.names, mention.resource).length > 0;
    for (const name of mention.names) {
      if (name.namespace === undefined && isPlacedUnknown(mention.resource))
        return 'A template makes the namespace, so the places that mean this name cannot be told from others.';
      const namespace = names.namespaceOf(name, mention.resource) ?? '';
      if (name.kind === 'Namespace' && owned.has(name.name))
        return `Namespace ${name.name} belongs to the platform: other parts of the cluster rely on its name.`;
      if (name.kind === 'ServiceAccount' && name.name === 'default')
        return 'Kubernetes gives every namespace a service account `default`; it has no other name.';
      if (name.kind === 'ConfigMap' && namespace !== 'default' && owned.has(namespace))
        return `ConfigMaps in namespace ${namespace} configure the platform, which looks for them by name.`;
      if (!defined && namespace !== 'default' && owned.has(namespace) && name.kind !== 'Namespace')
        return `No file here defines ${family.base}: it comes with the platform, in namespace ${namespace}.`;
    }
  }
  return undefined;
}

/** Kinds whose names become a part of host names, so that a dot in them would mean something else; Istio refuses it in Gateways too. */
const LABEL_KINDS: ReadonlySet<Name['kind']> = new Set([
  'Namespace',
  'Host',
  'Service',
  'InferenceService',
  'InferenceGraph',
  'LLMInferenceService',
  'KnativeService',
  'KnativeRoute',
  'Gateway',
  'GatewayApiGateway',
]);

function nameProblem(newName: string, { suffixes, kinds }: Family): string | undefined {
  if (kinds.has('Subset') || kinds.has('ExtensionProvider')) {
    return /^[\w.-]+$/.test(newName)
      ? undefined
      : `"${newName}" will not do as a name: use letters, digits, dashes, dots and underscores.`;
  }
  const label = [...kinds].some((kind) => LABEL_KINDS.has(kind));
  const labels = label ? [newName] : newName.split('.');
  if (!labels.every(isDnsLabel))
    return `"${newName}" is no Kubernetes name: use at most 63 lower-case letters, digits and dashes, the first and the last of them no dash.`;
  const longest = [...suffixes.values()].reduce((most, each) => Math.max(most, each.length), 0);
  if (labels.length === 1 && newName.length + longest > 63)
    return `"${newName}" is too long: with what is added to it, a Service's name would have more than 63 characters.`;
  return undefined;
}

interface Renamed {
  readonly mention: Mention;
  readonly suffix: string;
}

/** Every mention in each set that is reached from the file: a set shares the files in which a mention stands. */
function mentionsOfFamily(snapshot: Snapshot, file: SourceFile, family: Family): readonly Renamed[] {
  const sets = new Map(snapshot.setsOf(file.uri).map((set) => [set, new SetNames(set, snapshot.platform)]));
  const keys = new Set(family.suffixes.keys());
  const found: Renamed[] = [];
  const seen = new Set<Mention['node']>();
  const add = (mention: Mention, key: NameKey | undefined) => {
    // A place that defines several names of the family is changed as a whole.
    const whole = mention.role === 'definition' && mention.text === family.base;
    found.push({ mention, suffix: whole ? '' : (family.suffixes.get(key ?? '') ?? '') });
    seen.add(mention.node);
    // The map grows while it is walked: new sets come to their turn.
    for (const set of snapshot.setsOf(mentionDocument(mention).uri))
      if (!sets.has(set)) sets.set(set, new SetNames(set, snapshot.platform));
  };
  for (const [set, names] of sets) {
    const mentions = names.mentionsOf(keys);
    for (const mention of mentions) {
      add(
        mention,
        names.keysOf(mention).find((key) => keys.has(key)),
      );
    }
    for (const mention of writtenMentions(snapshot, set)) {
      if (seen.has(mention.node)) continue;
      const key = mention.names.flatMap((name) => keysWritten(name, mention, names, keys))[0];
      if (key !== undefined) add(mention, key);
    }
    for (const { resource, role, how } of mentions) {
      if (role === 'definition' && how === 'name')
        for (const target of targetMentions(snapshot, set, resource)) add(target, undefined);
    }
  }
  return found;
}

/** The keys that a name as written may stand for: a kustomization gives the namespace where none is written. */
function keysWritten(name: Name, { resource }: Mention, names: SetNames, keys: ReadonlySet<NameKey>): NameKey[] {
  const own = names.keyOf(name, resource);
  if (own !== undefined && keys.has(own)) return [own];
  if (name.namespace !== undefined || resource.namespace !== undefined) return [];
  const rest = ` ${name.of ?? ''} ${name.name}`;
  return [...keys].filter((key) => key.startsWith(`${name.kind} `) && key.endsWith(rest));
}

/** The object that has the new name already. */
function takenBy(
  snapshot: Snapshot,
  mentions: readonly Renamed[],
  family: Family,
  newName: string,
): string | undefined {
  for (const { mention } of mentions) {
    if (mention.role !== 'definition') continue;
    for (const set of snapshot.setsOf(mentionDocument(mention).uri)) {
      const names = new SetNames(set, snapshot.platform);
      for (const name of mention.names) {
        const suffix = family.suffixes.get(names.keyOf(name, mention.resource) ?? '');
        if (suffix === undefined) continue;
        const other = names.definitionsOf([{ ...name, name: newName + suffix }], mention.resource)[0];
        if (other)
          return `${newName}${suffix} is taken: ${other.resource.kind} ${other.text} in this workspace has it.`;
      }
    }
  }
  return undefined;
}

/** Do a document's apiVersion and kind name a kind there is? Looks at the tree, because such a document yields no object. */
import { distance } from 'fastest-levenshtein';
import { builtInKind, KINDS, type Kind, kindOf, splitApiVersion } from '../model/kinds';
import {
  entryOf,
  isMap,
  isNull,
  isScalar,
  isSeq,
  type MapNode,
  type ScalarNode,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import { LEGACY_GROUPS, LEGACY_KINDS, OTHER_KINDS, OWN_GROUPS, UNMISTAKABLE } from './api-groups';
import { type ConfusedKind, confusedKind } from './confused-kind';
import { nearest } from './near';

export interface ApiProblem {
  /** `group`: kind and group do not belong together, or the kind does not exist. `version`: the version does not. `missing`: one of the two is not there. */
  readonly code: 'group' | 'version' | 'missing';
  readonly at: YamlNode;
  readonly message: { readonly what: string; readonly why?: string; readonly todo: string };
  /** Values to put in place of the marked one, or lines to add at the top. */
  readonly replace?: { readonly node: ScalarNode; readonly value: string };
  readonly add?: { readonly map: MapNode; readonly line: string };
}

/** Problems of the document's object, or of each item of a List. */
export function apiProblems(root: YamlNode | undefined): ApiProblem[] {
  if (!isMap(root)) return [];
  const items = entryOf(root, 'items')?.value;
  if (stringOf(entryOf(root, 'kind')?.value)?.endsWith('List') && isSeq(items)) return items.items.flatMap(apiProblems);
  const problem = apiProblem(root);
  return problem ? [problem] : [];
}

const preferred = (kind: Kind): string => (kind.group ? `${kind.group}/${kind.versions[0]}` : kind.versions[0]!);

function apiProblem(root: MapNode): ApiProblem | undefined {
  const apiNode = entryOf(root, 'apiVersion')?.value;
  const kindNode = entryOf(root, 'kind')?.value;
  const apiVersion = stringOf(apiNode);
  const kind = stringOf(kindNode);
  if (root.open) return undefined;
  const misspelt = root.entries.find(({ key }) => MISSPELT.has(key.text));
  if (misspelt) return misspeltKey(misspelt.key);
  if (kind !== undefined && (!apiNode || (isNull(apiNode) && !(apiNode as ScalarNode).unknown)))
    return missingApiVersion(root, kind, apiNode === undefined);
  if (apiVersion === undefined || !isScalar(apiNode)) return undefined;
  const { group, version } = splitApiVersion(apiVersion);
  if (!kindNode || (isNull(kindNode) && !(kindNode as ScalarNode).unknown)) return missingKind(root, apiNode, group);
  if (kind === undefined || !isScalar(kindNode)) return undefined;
  // `security.istio.io` alone: the version was forgotten, and the group stands where the version should.
  const whole = kindOf(apiVersion, kind);
  if (whole) return wrongVersion(apiNode, whole, '');
  const known = kindOf(group, kind);
  const confused = known && confusedKind(root);
  if (confused) return twin(apiNode, known, confused);
  if (known) return wrongVersion(apiNode, known, version);
  return unknownKind(apiNode, kindNode, group, kind);
}

function twin(apiNode: ScalarNode, kind: Kind, { meant, field }: ConfusedKind): ApiProblem {
  return {
    code: 'group',
    at: apiNode,
    message: {
      what: `${kind.group || 'The core group'} has a ${kind.kind} of its own, without ${field}`,
      why: `spec is written as that of ${meant.group || 'the core group'}`,
      todo: `Write ${preferred(meant)}`,
    },
    replace: { node: apiNode, value: preferred(meant) },
  };
}

/** Other spellings of the two keys that make an object one. */
const MISSPELT: ReadonlyMap<string, string> = new Map([
  ...['apiversion', 'ApiVersion', 'APIVersion', 'api_version', 'apiVerison', 'api-version'].map(
    (each): [string, string] => [each, 'apiVersion'],
  ),
  ...['Kind', 'KIND'].map((each): [string, string] => [each, 'kind']),
]);

const misspeltKey = (key: ScalarNode): ApiProblem => ({
  code: 'missing',
  at: key,
  message: {
    what: `${key.text} is not how ${MISSPELT.get(key.text)} is spelt`,
    why: 'the API server cannot tell what the object is',
    todo: `Write ${MISSPELT.get(key.text)}`,
  },
  replace: { node: key, value: MISSPELT.get(key.text)! },
});

/** @param addable false: the key is there without a value, and a second one would be a mistake of its own. */
function missingApiVersion(root: MapNode, kind: string, addable: boolean): ApiProblem | undefined {
  const meant = UNMISTAKABLE.get(kind);
  if (!meant || !(entryOf(root, 'metadata') || entryOf(root, 'spec'))) return undefined;
  return {
    code: 'missing',
    at: entryOf(root, 'kind')!.value,
    message: {
      what: `This ${kind} has no apiVersion`,
      why: 'the API server cannot tell what it is',
      todo: `Add apiVersion: ${preferred(meant)}`,
    },
    ...(addable && { add: { map: root, line: `apiVersion: ${preferred(meant)}` } }),
  };
}

function missingKind(root: MapNode, apiNode: ScalarNode, group: string): ApiProblem | undefined {
  if (!OWN_GROUPS.has(group) || !entryOf(root, 'metadata')) return undefined;
  const kinds = KINDS.filter((each) => each.group === group).map((each) => each.kind);
  return {
    code: 'missing',
    at: apiNode,
    message: {
      what: 'This object has no kind',
      why: 'the API server cannot tell what it is',
      todo: `Add kind: ${kinds.join(', ')}`,
    },
  };
}

function wrongVersion(apiNode: ScalarNode, kind: Kind, version: string): ApiProblem | undefined {
  if (kind.versions.includes(version)) return undefined;
  const value = preferred(kind);
  return {
    code: 'version',
    at: apiNode,
    message: {
      what: version
        ? `${kind.kind} has no version ${version} in ${kind.group || 'the core group'}`
        : `The version of ${kind.kind} is missing`,
      why: `it is served as ${kind.versions.join(', ')}`,
      todo: `Write ${value}`,
    },
    replace: { node: apiNode, value },
  };
}

function unknownKind(apiNode: ScalarNode, kindNode: ScalarNode, group: string, kind: string): ApiProblem | undefined {
  const legacyKind = LEGACY_KINDS.get(`${group}/${kind}`) ?? LEGACY_KINDS.get(group);
  if (legacyKind) {
    return {
      code: 'group',
      at: apiNode,
      message: { what: `${group} ${kind} no longer exists`, why: legacyKind.why, todo: legacyKind.todo },
    };
  }
  const moved = LEGACY_GROUPS.get(group);
  const target = moved && kindOf(moved, kind);
  if (target) return replaceGroup(apiNode, group, kind, target, `the group is called ${moved} now`);
  if (OTHER_KINDS.has(kind)) return undefined;
  const mine = KINDS.filter((each) => each.group === group);
  const elsewhere: readonly Kind[] = KINDS.filter(
    (each) => each.kind === kind && each.group !== '' && each.group !== 'cert-manager.io',
  );
  if (OWN_GROUPS.has(group)) {
    const near = nearest(
      kind,
      mine.map((each) => each.kind),
    );
    if (elsewhere.length > 0 && (!near || near.nearness === 'far'))
      return replaceGroup(apiNode, group, kind, elsewhere[0]!, undefined, elsewhere.slice(1));
    if (near) {
      return {
        code: 'group',
        at: kindNode,
        message: {
          what: `${group} has no kind ${kind}`,
          why: `its kinds are ${mine.map((each) => each.kind).join(', ')}`,
          todo: `Write ${near.name}`,
        },
        replace: { node: kindNode, value: near.name },
      };
    }
    return undefined;
  }
  const builtInMeant = builtInKind(group, kind);
  if (builtInMeant) {
    if (builtInMeant.kind === kind) return replaceGroup(apiNode, group, kind, builtInMeant, undefined);
    const right =
      preferred(builtInMeant) === (group ? `${group}/${builtInMeant.versions[0]}` : builtInMeant.versions[0]);
    return {
      code: 'group',
      at: kindNode,
      message: {
        what: `${group || 'The core group'} has no kind ${kind}`,
        why: 'the API server refuses the object',
        todo: `Write ${builtInMeant.kind}${right ? '' : ` with apiVersion: ${preferred(builtInMeant)}`} if that is meant`,
      },
      replace: { node: kindNode, value: builtInMeant.kind },
    };
  }
  // Another project may have a kind of the same name: only groups that Kubernetes owns, or slips of the pen, prove a mistake.
  const meant = UNMISTAKABLE.get(kind) ?? elsewhere.find((each) => distance(each.group, group) <= 2);
  if (!meant) return undefined;
  const builtIn =
    group === '' ||
    KINDS.some((each) => each.group === group && !each.group.includes('.io')) ||
    group === 'networking.k8s.io';
  if (!builtIn && distance(meant.group, group) > Math.max(3, meant.group.length / 4)) return undefined;
  return replaceGroup(apiNode, group, kind, meant, undefined);
}

function replaceGroup(
  apiNode: ScalarNode,
  group: string,
  kind: string,
  target: Kind,
  why: string | undefined,
  others: readonly Kind[] = [],
): ApiProblem {
  const value = preferred(target);
  const choices = [value, ...others.map(preferred)];
  return {
    code: 'group',
    at: apiNode,
    message: {
      what: `${group || 'the core group'} has no kind ${kind}`.replace(/^t/, 'T'),
      why: why ?? `${kind} belongs to ${[target, ...others].map((each) => each.group).join(' or ')}`,
      todo: `Write ${choices.join(' or ')}`,
    },
    replace: { node: apiNode, value },
  };
}

/** Names within one manifest set: who defines them, and who else says them. */
import { readGateway } from '../model/gateway';
import { gatewayPodNamespace } from '../model/gateway-pods';
import { KINDS, type KindId, kindById } from '../model/kinds';
import type { Resource } from '../model/resource';
import { SECRET_KINDS } from '../model/secrets';
import { isPlacedUnknown } from '../model/workload';
import type { Platform } from '../platform/platform';
import { bucketKey } from '../workspace/index';
import { type ManifestSet, namespaceOf } from '../workspace/manifest-set';
import type { Mention, Name, NameKind } from './mention';
import { podsTaken, reachesAll } from './pods-taken';
import { readMentions } from './read-mentions';
import { setLookups } from './set-lookups';

/** A name with its namespace filled in, as one string. */
export type NameKey = string;

/** Kinds whose objects define names of another sort; `everywhere`: whatever namespace they are in. */
const DEFINED_BY: Partial<Record<NameKind, { readonly kinds: readonly KindId[]; readonly everywhere?: true }>> = {
  Host: {
    kinds: ['Service', 'InferenceService', 'KnativeService', 'KnativeRoute', 'InferenceGraph'],
  },
  ExternalHost: { kinds: ['ServiceEntry'], everywhere: true },
  Subset: { kinds: ['DestinationRule'], everywhere: true },
  ExtensionProvider: { kinds: ['ConfigMap', 'IstioOperator'], everywhere: true },
  Secret: { kinds: SECRET_KINDS },
};

export class SetNames {
  readonly set: ManifestSet;
  readonly #platform: Platform;

  constructor(set: ManifestSet, platform: Platform) {
    this.set = set;
    this.#platform = platform;
  }

  /** Keys of what a mention may name; none where a template hides the namespace. */
  keysOf({ names, resource }: Mention): readonly NameKey[] {
    return names.flatMap((name) => this.keyOf(name, resource) ?? []);
  }

  keyOf(name: Name, resource: Resource): NameKey | undefined {
    const namespace = this.namespaceOf(name, resource);
    return namespace === undefined ? undefined : `${name.kind} ${namespace} ${name.of ?? ''} ${name.name}`;
  }

  /** The namespace in which an object says a name; `undefined` when that cannot be known. */
  namespaceOf(name: Name, resource: Resource): string | undefined {
    if (name.namespace !== undefined) return name.namespace;
    if (name.withGatewayPods) {
      const pods = gatewayPodNamespace(setLookups(this.set, this.#platform), resource.read(readGateway));
      if (pods !== undefined) return pods;
    }
    return isPlacedUnknown(resource) ? undefined : namespaceOf(resource);
  }

  /** Where the set defines what the mention names. Of a selector: the labels of the pods that it takes. */
  definitions(mention: Mention): readonly Mention[] {
    if (mention.selection) {
      const taken = this.#takenBy(mention);
      if (taken.length > 0 || mention.names[0]?.kind === 'Label') return taken;
    }
    // Pods carry their labels themselves.
    if (mention.role === 'definition' && mention.names.every(({ kind }) => kind === 'Label')) return [mention];
    return this.definitionsOf(mention.names, mention.resource);
  }

  definitionsOf(names: readonly Name[], resource: Resource): readonly Mention[] {
    const found = names.flatMap((name) => {
      const namespace = this.namespaceOf(name, resource);
      const key = this.keyOf(name, resource);
      if (namespace === undefined || key === undefined) return [];
      return this.#definers(name, namespace).flatMap((each) =>
        each
          .read(readMentions)
          .filter((mention) => mention.role === 'definition' && this.keysOf(mention).includes(key)),
      );
    });
    return distinct(found);
  }

  /** All mentions of any of the names in the set, the definitions included, in order of kinds and files. */
  mentionsOf(keys: ReadonlySet<NameKey>): readonly Mention[] {
    const texts = new Set([...keys].map((key) => key.slice(key.lastIndexOf(' ') + 1)));
    const found = KINDS.flatMap(({ id }) =>
      this.set.index.bucket(bucketKey(id)).flatMap((resource) =>
        resource.read(readMentions).filter(
          // Most names are told apart by their text alone; a namespace is worked out for the rest.
          (mention) =>
            mention.names.some(({ name }) => texts.has(name)) && this.keysOf(mention).some((key) => keys.has(key)),
        ),
      ),
    );
    return distinct(found);
  }

  /** Who says the same name as the mention does; of a label: pods that carry it, and selectors that ask for it. */
  references(mention: Mention): readonly Mention[] {
    const labels = mention.names.filter(({ kind }) => kind === 'Label');
    const others = mention.names.filter(({ kind }) => kind !== 'Label');
    const keys = new Set(others.flatMap((name) => this.keyOf(name, mention.resource) ?? []));
    return distinct([
      ...(keys.size > 0 ? this.mentionsOf(keys) : []),
      ...labels.flatMap(({ name }) => this.#sameLabel(name, mention)),
    ]);
  }

  #definers({ kind, name }: Name, namespace: string): readonly Resource[] {
    const { kinds, everywhere } = DEFINED_BY[kind] ?? { kinds: [kind as KindId] };
    return kinds.flatMap((each) => {
      if (everywhere) return this.set.index.bucket(bucketKey(each));
      const place = KINDS.some(({ id }) => id === each) && kindById(each).clusterScoped ? name : namespace;
      return this.set.index.bucket(bucketKey(each, place));
    });
  }

  /** Label mentions of the pods that a selector takes; the name of the object where a controller adds the label. */
  #takenBy({ selection, resource, names }: Mention): readonly Mention[] {
    if (!selection) return [];
    const wanted = new Set(names.map(({ name }) => name));
    const { sure } = podsTaken(this.set, this.#platform, resource, selection);
    return distinct(
      sure.flatMap((group) => {
        const own = group.resource.read(readMentions).filter(({ role }) => role === 'definition');
        const labels = own.filter((each) => each.names.some(({ kind, name }) => kind === 'Label' && wanted.has(name)));
        return labels.length > 0 ? labels : own.filter(({ how }) => how === 'name').slice(0, 1);
      }),
    );
  }

  #sameLabel(name: string, mention: Mention): readonly Mention[] {
    return this.labelIn(
      KINDS.flatMap(({ id }) => this.set.index.bucket(bucketKey(id))),
      name,
      mention,
    );
  }

  /** Mentions of a label (`key=value`) in some objects of the set, as far as they can be about the same pods as a mention of it. */
  labelIn(resources: Iterable<Resource>, name: string, mention: Mention): readonly Mention[] {
    const placeOf = (each: Mention) => (isPlacedUnknown(each.resource) ? undefined : namespaceOf(each.resource));
    const here = placeOf(mention);
    const wide = (each: Mention) => {
      const namespace = placeOf(each);
      return namespace !== undefined && !!each.selection && reachesAll(each.selection, namespace, this.#platform);
    };
    return [...resources].flatMap((resource) =>
      resource
        .read(readMentions)
        .filter(
          (each) =>
            each.names.some((one) => one.kind === 'Label' && one.name === name) &&
            (placeOf(each) === here || wide(each) || wide(mention)),
        ),
    );
  }
}

/** One mention for each place. */
export function distinct(mentions: readonly Mention[]): readonly Mention[] {
  const seen = new Map<Mention['node'], Set<string>>();
  return mentions.filter(({ node, part }) => {
    const parts = seen.get(node) ?? new Set();
    seen.set(node, parts);
    const key = `${part.start} ${part.end}`;
    return !parts.has(key) && parts.add(key);
  });
}

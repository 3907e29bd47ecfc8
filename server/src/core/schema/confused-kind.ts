/** Kinds of the same name in two groups: an object that is written as the other one. */
import { type Kind, type KindId, kindById, kindOf, splitApiVersion } from '../model/kinds';
import { entryOf, isUnknown, stringOf, type YamlNode } from '../yaml/node';

export interface ConfusedKind {
  /** The kind that the fields belong to. */
  readonly meant: Kind;
  /** A field that the object's own kind does not have. */
  readonly field: string;
}

interface Twin {
  readonly is: KindId;
  readonly meant: KindId;
  /** Fields of `spec` that only the meant kind has. */
  readonly foreign: readonly string[];
  /** Fields of `spec` that no object of its own kind lacks altogether. */
  readonly own: readonly string[];
}

const TWINS: readonly Twin[] = [
  {
    is: 'Gateway',
    meant: 'GatewayApiGateway',
    foreign: ['gatewayClassName', 'listeners'],
    own: ['servers', 'selector'],
  },
  { is: 'GatewayApiGateway', meant: 'Gateway', foreign: ['servers'], own: ['gatewayClassName', 'listeners'] },
  { is: 'Service', meant: 'KnativeService', foreign: ['template'], own: ['ports', 'selector', 'type', 'externalName'] },
  { is: 'KnativeService', meant: 'Service', foreign: ['ports', 'selector'], own: ['template', 'traffic'] },
];

/** @param root the object as a whole */
export function confusedKind(root: YamlNode | undefined): ConfusedKind | undefined {
  const spec = entryOf(root, 'spec')?.value;
  const apiVersion = stringOf(entryOf(root, 'apiVersion')?.value);
  const name = stringOf(entryOf(root, 'kind')?.value);
  if (!spec || apiVersion === undefined || name === undefined || isUnknown(spec)) return undefined;
  const kind = kindOf(splitApiVersion(apiVersion).group, name);
  for (const { is, meant, foreign, own } of TWINS) {
    if (kind?.id !== is || own.some((field) => entryOf(spec, field))) continue;
    const field = foreign.find((each) => entryOf(spec, each));
    if (field) return { meant: kindById(meant), field };
  }
  return undefined;
}

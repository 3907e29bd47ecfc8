/** The stored form of the schemas (schemas/structure.gen.json): short keys, because there are thousands of nodes. */

/** `s` string, `i` integer, `n` number, `b` boolean, `x` integer or string, `q` quantity (`500m`, `1Gi`, 2), `*` anything. */
export type RawType = 's' | 'i' | 'n' | 'b' | 'x' | 'q' | '*';

export interface RawScalar {
  readonly t: RawType;
  /** Accepted values. */
  readonly e?: readonly (string | number)[];
  /** What the API server fills in. */
  readonly d?: string | number | boolean;
  /** `date-time`, `byte`. */
  readonly f?: string;
  readonly min?: number;
  readonly max?: number;
}

export interface RawList {
  /** Number of the item's node. */
  readonly l: number;
}

export interface RawMap {
  /** Number of the value's node; the keys are free. */
  readonly m: number;
}

export interface RawObject {
  readonly o: Readonly<Record<string, number>>;
  readonly r?: readonly string[];
  /** Groups of fields of which at most one may be set; the first member `!` says that one must be. */
  readonly x?: readonly (readonly string[])[];
  /** 1: fields that are not listed are kept. */
  readonly w?: 1;
}

export type RawNode = RawType | RawScalar | RawList | RawMap | RawObject;

export interface RawStructure {
  /** `group/version/Kind` (the core group is empty) to the number of its root node. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly nodes: readonly RawNode[];
}

/** Key of ObjectMeta in `kinds`: CRDs leave `metadata` untyped, the API server does not. */
export const OBJECT_META = 'meta/v1/ObjectMeta';

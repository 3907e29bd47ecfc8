/** The stored form of the schemas (schemas/structure.gen.json): short keys, because there are thousands of nodes. */

/** `s` string, `i` integer, `n` number, `b` boolean, `x` integer or string, `q` quantity (`500m`, `1Gi`, 2), `*` anything. */
export type RawType = 's' | 'i' | 'n' | 'b' | 'x' | 'q' | '*';

export interface RawScalar {
  readonly t: RawType;
  /** Accepted values. */
  readonly e?: readonly (string | number)[];
  /** What the API server fills in. */
  readonly d?: string | number | boolean;
  /** `date-time`, `byte`, `duration` (as Go writes one, of a millisecond at least). */
  readonly f?: string;
  readonly min?: number;
  readonly max?: number;
  /** Pattern in RE2's syntax that must be found in the text. */
  readonly p?: string;
  /** Fewest and most characters. */
  readonly nl?: number;
  readonly xl?: number;
  /** `*x`: text that must not occur; `=x`: text that must not be all. */
  readonly no?: readonly string[];
}

export interface RawList {
  /** Number of the item's node. */
  readonly l: number;
  /** Fewest and most items. */
  readonly mn?: number;
  readonly mx?: number;
  /** No two items agree in all of these fields (`?` behind a name: absent equals absent); no field: in themselves. */
  readonly k?: readonly (readonly string[])[];
  /** One item at most whose field has that value. */
  readonly once?: readonly (readonly [string, string])[];
  /** Items whose field has the one and those that have the other value do not go together. */
  readonly apart?: readonly (readonly [string, string, string])[];
  /** Items that must be the only one. */
  readonly alone?: readonly string[];
}

export interface RawMap {
  /** Number of the value's node; the keys are free. */
  readonly m: number;
  /** Fewest and most keys. */
  readonly mn?: number;
  readonly mx?: number;
}

/** A field, the values it may have, and what counts where it is absent and the schema has no default. */
export type RawCondition = readonly [string, readonly string[]] | readonly [string, readonly string[], string];

/** What is asked of a field when others have certain values. */
export type RawWhen = { readonly if: readonly RawCondition[] } & (
  | { readonly need: string }
  /** The field may be set under that condition only. */
  | { readonly only: string }
  | { readonly never: string }
  | { readonly on: string; readonly start: string }
  | { readonly on: string; readonly banned: string }
  | { readonly on: string; readonly p: string }
);

export interface RawObject {
  readonly o: Readonly<Record<string, number>>;
  readonly r?: readonly string[];
  /** Groups of fields of which at most one may be set; the first member `!` says that one must be. */
  readonly x?: readonly (readonly string[])[];
  /** Groups of fields of which at least one must be set. */
  readonly a?: readonly (readonly string[])[];
  readonly when?: readonly RawWhen[];
  /** Pairs of number fields: the first is at most the second. */
  readonly le?: readonly (readonly [string, string])[];
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

/** What a schema finds wrong with a written object. */
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { YamlNode } from '../yaml/node';
import type { SchemaPath } from './store';

/** `fields`: two or more fields that do not fit together; `repeated`: items that the API cannot tell apart. */
export type LimitCode = 'empty' | 'length' | 'form' | 'count' | 'repeated' | 'fields';
export const LIMIT_CODES: readonly LimitCode[] = ['empty', 'length', 'form', 'count', 'repeated', 'fields'];

export type SchemaProblemCode =
  | 'unknown-field'
  | 'wrong-type'
  | 'out-of-range'
  | 'invalid-enum'
  | 'missing-required'
  | 'one-of'
  | LimitCode;

export interface SchemaFix {
  readonly title: string;
  /** True when the fix keeps what the author meant beyond doubt. */
  readonly safe: boolean;
  /** In the document's offsets. */
  readonly edits: () => readonly TextEdit[];
}

export interface SchemaProblem {
  readonly code: SchemaProblemCode;
  /** In the document's offsets. */
  readonly at: YamlNode | Span;
  /** From the object's root to the value (or to the map that lacks a field). */
  readonly path: SchemaPath;
  readonly message: { readonly what: string; readonly why?: string; readonly todo: string };
  readonly fixes: readonly SchemaFix[];
}

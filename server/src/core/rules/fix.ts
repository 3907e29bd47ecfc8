import type { Resource } from '../model/resource';
import type { TextEdit } from '../text/edit';
import type { Fix } from './define';

/** A fix of one object's own document. `edits` is called when the fix is asked for. */
export const fixIn = (resource: Resource, title: string, edits: () => TextEdit | readonly TextEdit[], safe = true): Fix => ({
  title,
  safe,
  edits: () => [edits()].flat().map((edit) => ({ document: resource.document, ...edit })),
});

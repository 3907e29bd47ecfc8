/** "Secure This InferenceService" where the cursor is at the head of one. */
import { type SecureAction, type Snapshot, type Span, secureExisting, touches } from '../core';

/** @param range of the cursor or selection in the file; between the object's first line and the end of its metadata */
export function secureActions(snapshot: Snapshot, uri: string, range: Span): SecureAction[] {
  const file = snapshot.files.get(uri);
  if (!file || file.notice) return [];
  return file.resources.flatMap((resource) => {
    const metadata = resource.at('metadata');
    if (!metadata) return [];
    const head = file.spanInFile(resource.document, { start: resource.root.span.start, end: metadata.span.end });
    return touches(head, range.start) || touches(head, range.end) ? secureExisting(snapshot, file, resource) : [];
  });
}

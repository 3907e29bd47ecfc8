/** Text that a tool has rendered: the client opens it as a read-only document, and the server checks it as a manifest set of its own. */

/** Of documents with such text; nothing in them can be changed, so neither fixes nor renames are offered. */
export const RENDERED_SCHEME = 'meshward-rendered';

/** Params: {@link CheckTextParams}. Result: {@link CheckedText}, of the document as the server was last told of it. */
export const CHECK_TEXT_REQUEST = 'meshward/checkText';

export interface CheckTextParams {
  readonly uri: string;
  /** What the client has; it counts where the document is not open. */
  readonly text: string;
}

export interface CheckedText {
  /** Of kinds that Meshward reads. */
  readonly objects: number;
  readonly errors: number;
  readonly warnings: number;
  /** Information and hints. */
  readonly others: number;
}

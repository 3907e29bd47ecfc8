/**
 * Sent by a client that knows of another extension that checks manifests against schemas (Red Hat's YAML): the globs of the files that it
 * checks. With `meshward.schemaValidation: auto` Meshward leaves schema faults there to it.
 */
export const OTHER_VALIDATION = 'meshward/otherValidation';

export interface OtherValidation {
  readonly globs: readonly string[];
}

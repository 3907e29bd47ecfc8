/** A file that is not what the import takes. The message names the file and the document; nothing is written then. */
export class ImportError extends Error {}

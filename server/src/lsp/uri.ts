/** Clients spell the same URI in several ways; inside the server there is one. */
import { URI } from 'vscode-uri';

/** VS Code's spelling. */
export const canonicalUri = (uri: string): string => URI.parse(uri).toString();

/** A folder's canonical URI with the trailing slash that tells `/a/` from `/ab`. */
export const folderUri = (uri: string): string => {
  const canonical = canonicalUri(uri);
  return canonical.endsWith('/') ? canonical : `${canonical}/`;
};

/** Clients spell the same URI in several ways; inside the server there is one. */
import { URI } from 'vscode-uri';
import { RENDERED_SCHEME } from '../protocol';

/** VS Code's spelling. */
export const canonicalUri = (uri: string): string => URI.parse(uri).toString();

/** True for output of a tool, which nobody can change. @param uri canonical */
export const isRendered = (uri: string): boolean => uri.startsWith(`${RENDERED_SCHEME}:`);

/** A folder's canonical URI with the trailing slash that tells `/a/` from `/ab`. */
export const folderUri = (uri: string): string => {
  const canonical = canonicalUri(uri);
  return canonical.endsWith('/') ? canonical : `${canonical}/`;
};

/** Documents that the server is told of. */
import type { TextDocument } from 'vscode';
import { RENDERED_SCHEME } from '../../server/src/protocol';

const LANGUAGES = ['yaml', 'helm', 'json'] as const;
/** Where people edit; left out are views of the past (`git`) and of the editor's own data. */
const SCHEMES = [
  'file',
  'untitled',
  'vscode-vfs',
  'vscode-remote',
  'vscode-test-web',
  'memfs',
  RENDERED_SCHEME,
] as const;

export const documentSelector = SCHEMES.flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language })));

/**
 * True for a document that may be, or is about to become, a manifest: the many other YAML files of a project (workflows, compose files)
 * need no server.
 */
export function mayBeManifest(document: TextDocument): boolean {
  if (
    !documentSelector.some(({ scheme, language }) => document.uri.scheme === scheme && document.languageId === language)
  ) {
    return false;
  }
  const text = document.getText();
  return text.includes('apiVersion') || (document.languageId !== 'json' && text.trim() === '');
}

/** Files by way of the client, for a server without a file system of its own. */
import type { Connection } from 'vscode-languageserver';
import { decodeManifest, tooLarge } from '../files/decode';
import { isManifestName, type WorkspaceFiles } from '../files/workspace-files';
import { FS_LIST_REQUEST, FS_READ_REQUEST, type FsListParams, type FsReadParams, type FsReadResult } from '../protocol';

export function clientFiles(connection: Connection): WorkspaceFiles {
  return {
    async *list(root, { exclude }) {
      const params: FsListParams = { root, exclude };
      yield* await connection.sendRequest<string[]>(FS_LIST_REQUEST, params);
    },
    async accepts(root, uri) {
      return uri.startsWith(root) && isManifestName(uri);
    },
    async read(uri, { maxBytes }) {
      const params: FsReadParams = { uri, maxBytes };
      const file = await connection.sendRequest<FsReadResult | null>(FS_READ_REQUEST, params);
      if (!file) return undefined;
      return file.bytes ? decodeManifest(file.bytes) : { text: '', notice: tooLarge(file.size, maxBytes) };
    },
  };
}

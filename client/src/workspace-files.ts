/** Reads the workspace for a server that has no file system of its own (the browser's). */
import { FileSystemError, FileType, RelativePattern, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  FS_LIST_REQUEST,
  FS_READ_REQUEST,
  type FsListParams,
  type FsReadParams,
  type FsReadResult,
} from '../../server/src/protocol';

export function serveFiles(client: BaseLanguageClient): void {
  client.onRequest(FS_LIST_REQUEST, listFiles);
  client.onRequest(FS_READ_REQUEST, readFile);
}

async function listFiles({ root, exclude }: FsListParams): Promise<string[]> {
  const folder = Uri.parse(root, true);
  const globs = exclude.flatMap((glob) => [glob, `${glob}/**`]);
  // Next to these, VS Code leaves out what `files.exclude` names.
  const excluded = globs.length > 0 ? new RelativePattern(folder, `{${globs.join(',')}}`) : undefined;
  const found = await workspace.findFiles(
    new RelativePattern(folder, '**/{*.yaml,*.yml,*.json,Kustomization}'),
    excluded,
  );
  return found.map((uri) => uri.toString());
}

async function readFile({ uri, maxBytes }: FsReadParams): Promise<FsReadResult | null> {
  const file = Uri.parse(uri, true);
  try {
    const { size, type } = await workspace.fs.stat(file);
    if ((type & FileType.File) === 0) return null;
    return size > maxBytes ? { size } : { size, bytes: await workspace.fs.readFile(file) };
  } catch (error) {
    if (error instanceof FileSystemError) return null;
    throw error;
  }
}

/** Files by way of the client: how a server in a browser worker, which has no file system, reads the workspace. */

/** Lists manifest files. Params: {@link FsListParams}. Result: string[] of URIs. */
export const FS_LIST_REQUEST = 'meshward/fs/list';
/** Reads one file. Params: {@link FsReadParams}. Result: {@link FsReadResult} or null when there is no such file. */
export const FS_READ_REQUEST = 'meshward/fs/read';

export interface FsListParams {
  readonly root: string;
  readonly exclude: readonly string[];
}

export interface FsReadParams {
  readonly uri: string;
  /** A larger file comes back with its size and no bytes. */
  readonly maxBytes: number;
}

export interface FsReadResult {
  readonly size: number;
  readonly bytes?: Uint8Array;
}

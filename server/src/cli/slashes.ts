/** Paths and globs as the rest of the world writes them, whatever the system's own separator. */
import { sep } from 'node:path';

/** @param separator the system's; on POSIX a backslash is a letter like others */
export const slashes = (path: string, separator = sep): string => path.split(separator).join('/');

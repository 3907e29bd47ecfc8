/** Files replaced in one step: whoever looks sees the old text or the new one, never a part of it. */
import { constants, promises as fs } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file that is there, or a new one, by way of a temporary file beside it. Links are followed, permissions are kept.
 * @throws the file system's error; then nothing has changed
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const target = await fs.realpath(path).catch(() => path);
  const mode = await modeOf(target);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.meshward`);
  try {
    const file = await fs.open(temporary, 'wx', mode);
    try {
      await file.writeFile(text);
      // The umask has had its say in the mode.
      if (mode !== undefined) await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

/** @returns `undefined` for a file that is not there @throws when it must not be written */
async function modeOf(path: string): Promise<number | undefined> {
  try {
    await fs.access(path, constants.W_OK);
    return (await fs.stat(path)).mode & 0o7777;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

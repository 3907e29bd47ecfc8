/** `--fix`: safe fixes into files, or as a diff. */
import { readFile } from 'node:fs/promises';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { decodeManifest } from '../files/decode';
import type { CliHost } from './host';
import type { InputFile, Inputs } from './inputs';
import { shownPath } from './path-settings';
import { writeWhole } from './write-file';

export interface Written {
  /** URIs of files that have the new text now. */
  readonly uris: readonly string[];
  /** A sentence for each file that could not be written. */
  readonly failed: readonly string[];
}

const MARK = '\uFEFF';

/** Writes new texts, each file as a whole; one that somebody has changed since it was read stays as it is. */
export async function writeFixes(
  texts: ReadonlyMap<string, string>,
  { files }: Inputs,
  host: CliHost,
): Promise<Written> {
  const uris: string[] = [];
  const failed: string[] = [];
  for (const [uri, text] of texts) {
    const file = files.get(uri)!;
    try {
      await host.uninterrupted(() => replace(file, text));
      uris.push(uri);
    } catch (error) {
      failed.push(`${file.name} is not fixed: ${(error as Error).message}`);
    }
  }
  return { uris, failed };
}

async function replace({ path, content }: InputFile, text: string): Promise<void> {
  const now = decodeManifest(await readFile(path!));
  if (now.text !== content.text || now.notice) throw new Error('somebody has changed it meanwhile');
  await writeWhole(path!, content.bom ? MARK + text : text);
}

/** A diff that `git apply` and `patch -p1` take in the working folder. */
export function fixDiff(texts: ReadonlyMap<string, string>, { files }: Inputs, cwd: string): string {
  return [...texts]
    .map(([uri, text]) => {
      const { name, path, content } = files.get(uri)!;
      const shown = path === undefined ? name : shownPath(path, cwd);
      const mark = content.bom ? MARK : '';
      return createTwoFilesPatch(`a/${shown}`, `b/${shown}`, mark + content.text, mark + text, undefined, undefined, {
        headerOptions: FILE_HEADERS_ONLY,
      });
    })
    .join('');
}

/** An animated GIF of screenshots: pixels that did not change since the picture before cost next to nothing. */
import { writeFileSync } from 'node:fs';
import gifenc from 'gifenc';
import { PNG } from 'pngjs';

export interface Frame {
  readonly png: Buffer;
  /** Milliseconds that it stays. */
  readonly shownFor: number;
}

const { GIFEncoder, applyPalette, quantize } = gifenc;

const COLOURS = 128;

/** Writes the frames, all of one size, as an endless loop; returns its size in bytes. */
export function writeAnimation(file: string, frames: readonly Frame[]): number {
  const images = frames.map(({ png, shownFor }) => ({ ...PNG.sync.read(png), shownFor }));
  const { width, height } = images[0]!;
  // One palette, so that the same colour is the same number in every frame.
  const palette = quantize(new Uint8Array(Buffer.concat(images.map(({ data }) => sample(data)))), COLOURS - 1);
  const transparent = palette.length;
  const gif = GIFEncoder();
  let before: Uint8Array | undefined;
  for (const { data, shownFor } of images) {
    const pixels = applyPalette(new Uint8Array(data), palette);
    const shown = pixels.slice();
    if (before) for (let i = 0; i < shown.length; i++) if (shown[i] === before[i]) shown[i] = transparent;
    gif.writeFrame(shown, width, height, {
      palette: before ? undefined : [...palette, [0, 0, 0]],
      delay: shownFor,
      transparent: before !== undefined,
      transparentIndex: transparent,
      dispose: 1,
      repeat: 0,
    });
    before = pixels;
  }
  gif.finish();
  writeFileSync(file, gif.bytes());
  return gif.bytes().length;
}

/** Every seventh pixel: enough to choose colours by. */
function sample(data: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.ceil(data.length / 28) * 4);
  for (let from = 0, to = 0; from < data.length; from += 28, to += 4) data.copy(bytes, to, from, from + 4);
  return bytes;
}

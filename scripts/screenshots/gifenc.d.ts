/** The parts of gifenc that we use; the package declares none. */
declare module 'gifenc' {
  type Palette = number[][];
  interface FrameOptions {
    /** The first frame's counts for all that bring none. */
    palette?: Palette | undefined;
    /** Milliseconds. */
    delay?: number;
    transparent?: boolean;
    transparentIndex?: number;
    dispose?: number;
    /** 0 loops for ever. */
    repeat?: number;
  }
  interface Encoder {
    writeFrame(pixels: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  const gifenc: {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array, colours: number): Palette;
    applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
  };
  export default gifenc;
}

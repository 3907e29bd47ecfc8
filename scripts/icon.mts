/** Draws `icon.png` for the marketplace: a shield over a mesh, one way of which is let through. `npx tsx scripts/icon.mts` */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';

const SIZE = 128;
/** Samples per pixel and direction, so that edges are smooth. */
const SAMPLES = 4;

type Color = readonly [red: number, green: number, blue: number, alpha: number];
type Point = readonly [x: number, y: number];
type Shape = (x: number, y: number) => boolean;

const distanceToSegment = (x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number => {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - (ax + t * (bx - ax)), y - (ay + t * (by - ay)));
};
const disc =
  ([cx, cy]: Point, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) <= radius;
const line =
  (a: Point, b: Point, width: number): Shape =>
  (x, y) =>
    distanceToSegment(x, y, a, b) <= width / 2;
const tile: Shape = (x, y) => {
  const radius = 24;
  const dx = Math.max(radius - x, x - (SIZE - radius), 0);
  const dy = Math.max(radius - y, y - (SIZE - radius), 0);
  return Math.hypot(dx, dy) <= radius;
};
/** Straight shoulders, then two arcs that meet in a point below. */
const shield =
  (inset: number): Shape =>
  (x, y) => {
    const half = 40 - inset;
    const dx = Math.abs(x - 64);
    if (y < 22 + inset || dx > half) return false;
    if (y <= 60) return true;
    const depth = (y - 60) / (50 - inset);
    return depth <= 1 && dx <= half * Math.sqrt(1 - depth ** 1.6);
  };

const left: Point = [44, 48];
const right: Point = [84, 48];
const low: Point = [64, 86];
const LAYERS: readonly (readonly [Shape, Color])[] = [
  [tile, [15, 42, 71, 255]],
  [shield(0), [255, 255, 255, 255]],
  [shield(6), [24, 71, 117, 255]],
  [line(left, right, 4), [126, 163, 199, 255]],
  [line(left, low, 4), [126, 163, 199, 255]],
  [line(right, low, 6), [94, 214, 154, 255]],
  [disc(left, 8), [255, 255, 255, 255]],
  [disc(right, 10), [94, 214, 154, 255]],
  [disc(low, 10), [94, 214, 154, 255]],
];

function colorAt(x: number, y: number): Color {
  const top = LAYERS.findLast(([shape]) => shape(x, y));
  return top ? top[1] : [0, 0, 0, 0];
}

function pixelAt(column: number, row: number): Color {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = column + ((i % SAMPLES) + 0.5) / SAMPLES;
    const y = row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES;
    const [red, green, blue, alpha] = colorAt(x, y);
    for (const [channel, value] of [red * alpha, green * alpha, blue * alpha, alpha].entries()) sum[channel]! += value;
  }
  const alpha = sum[3]!;
  const channel = (value: number) => (alpha === 0 ? 0 : Math.round(value / alpha));
  return [channel(sum[0]!), channel(sum[1]!), channel(sum[2]!), Math.round(alpha / SAMPLES ** 2)];
}

const rows = Buffer.concat(
  Array.from({ length: SIZE }, (_, row) =>
    Buffer.from([0, ...Array.from({ length: SIZE }, (_, column) => pixelAt(column, row)).flat()]),
  ),
);

/** CRC of ISO 3309, as PNG asks for; Node 20 has none to offer. */
function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
// Eight bits a channel, red green blue alpha.
header.set([8, 6, 0, 0, 0], 8);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const png = Buffer.concat([
  signature,
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(rows, { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(join(fileURLToPath(new URL('..', import.meta.url)), 'icon.png'), png);
console.log(`wrote icon.png (${png.length} bytes)`);

/** How V8 is to go about our code. */
import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 of Node 20 (major version 11) wait three times as long before it optimises a function. Two hundred rules get warm in the first
 * second of a scan, and it would spend as much time on optimising them as they take. Newer versions have a compiler for what is only
 * warm, and no such flag; to be called before the work begins.
 */
export function optimizeLater(): void {
  if (process.versions.v8?.startsWith('11.')) setFlagsFromString('--interrupt-budget=400000');
}

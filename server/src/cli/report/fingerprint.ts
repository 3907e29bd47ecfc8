/** What a finding is known by while the lines around it move. */
import { createHash } from 'node:crypto';
import type { Reported } from './reported';

export interface Fingerprint {
  /** Relative, with `/`. */
  readonly file: string;
  readonly rule: string;
  /** Kind, namespace and name; empty where there is no object. */
  readonly object: string;
  /** Of the line that the finding begins on, without its blanks. Hashed, since the line may hold a secret. */
  readonly line: string;
}

export const fingerprintOf = ({ code, object, source }: Reported, file: string): Fingerprint => ({
  file,
  rule: code,
  object,
  line: hashOf((source[0] ?? '').replace(/\s+/g, '')),
});

export const keyOf = ({ file, rule, object, line }: Fingerprint): string => [file, rule, object, line].join('\n');

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

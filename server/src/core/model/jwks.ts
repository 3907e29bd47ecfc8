/** Inline keys of a RequestAuthentication (RFC 7517). */

export interface Jwks {
  /** What is wrong with the text; nothing when it is a key set or a key. */
  readonly problem: string | undefined;
  /** `kid` (or the place) of keys that hold secret parts. */
  readonly privateKeys: readonly string[];
}

/** Members that only a private key has (RFC 7518 6.2.2, 6.3.2), and the secret of a symmetric one (6.4.1). */
const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

export function readJwks(text: string): Jwks {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: text.includes('-----BEGIN') ? 'it is PEM, not JSON' : 'it is no JSON', privateKeys: [] };
  }
  if (!isRecord(value)) return { problem: 'it is no JSON object', privateKeys: [] };
  const keys = 'keys' in value ? value.keys : [value];
  if (!Array.isArray(keys)) return { problem: '`keys` is no list', privateKeys: [] };
  for (const [i, key] of keys.entries()) {
    if (!isRecord(key)) return { problem: `key ${i + 1} is no object`, privateKeys: [] };
    if (typeof key.kty !== 'string') {
      const problem = 'keys' in value ? `key ${i + 1} has no kty` : 'it has neither keys nor kty';
      return { problem, privateKeys: [] };
    }
  }
  return {
    problem: undefined,
    privateKeys: keys.flatMap((key, i) => {
      const secret = SECRET.some((member) => member in key) || (key.kty === 'oct' && 'k' in key);
      return secret ? [typeof key.kid === 'string' ? key.kid : `key ${i + 1}`] : [];
    }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

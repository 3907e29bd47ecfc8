/** Kubernetes' quantities (apimachinery pkg/api/resource): a number with a decimal or binary suffix. */
import { isScalar, type YamlNode } from '../yaml/node';

const SCALE: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a quantity stands for; `undefined` when unknown or no quantity. */
export function quantityOf(node: YamlNode | undefined): number | undefined {
  if (!isScalar(node) || node.unknown || (typeof node.value !== 'string' && typeof node.value !== 'number'))
    return undefined;
  const match = /^\+?(\d+(?:\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.exec(String(node.value));
  if (!match) return undefined;
  const [, digits, suffix = ''] = match;
  const scale = SCALE[suffix] ?? 10 ** Number(suffix.slice(1));
  return Number(digits) * scale;
}

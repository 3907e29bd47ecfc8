/** `exportTo` of Istio's networking kinds: which namespaces see an object (istio-api networking/v1, VirtualService.exportTo and its like). */
import { hasUnknown, stringsOf } from '../yaml/node';
import type { Resource } from './resource';

/** Namespaces that see the object; `all` where none is named or `*` is; `undefined` when templated. */
export function exportScope(resource: Resource, namespace: string): ReadonlySet<string> | 'all' | undefined {
  const node = resource.at('spec', 'exportTo');
  if (hasUnknown(node)) return undefined;
  const names = stringsOf(node);
  if (names.length === 0 || names.includes('*')) return 'all';
  return new Set(names.map((name) => (name === '.' ? namespace : name)));
}

/** True when some namespace surely sees both. */
export function scopesMeet(
  a: ReadonlySet<string> | 'all' | undefined,
  b: ReadonlySet<string> | 'all' | undefined,
): boolean {
  if (a === undefined || b === undefined) return false;
  if (a === 'all' || b === 'all') return true;
  return [...a].some((name) => b.has(name));
}

/** Whether every request that one rule of an AuthorizationPolicy matches is matched by another rule as well. Says no where it cannot prove it. */
import type { Condition, Match, PolicyRule, Values } from './authorization-policy';
import { readPrincipal } from './policy-format';
import { matchesEverything } from './policy-values';

export function coversRule(wide: PolicyRule, narrow: PolicyRule): boolean {
  if (wide.unknown || narrow.unknown) return false;
  if (matchesEverything(wide)) return true;
  return (
    coversPart(wide.from, narrow.from, coversMatch) &&
    coversPart(wide.to, narrow.to, coversMatch) &&
    (wide.when ?? []).every((condition) => (narrow.when ?? []).some((other) => coversCondition(condition, other)))
  );
}

function coversPart<T>(
  wide: readonly T[] | undefined,
  narrow: readonly T[] | undefined,
  covers: (a: T, b: T) => boolean,
): boolean {
  if (!wide) return true;
  return !!narrow?.every((item) => wide.some((other) => covers(other, item)));
}

function coversMatch<F extends string>(wide: Match<F>, narrow: Match<F>): boolean {
  return [...wide.fields].every(([field, list]) => {
    const other = narrow.fields.get(field);
    if (field.startsWith('not')) return !!other && hasAll(list, other);
    if (other) return coversValues(field, list, other);
    // An account's namespace is part of its principal and of its service account.
    if (field !== 'namespaces') return false;
    const names = namespacesOf(narrow);
    return !!names?.every((name) => list.items.some((item) => item.value === name || item.value === '*'));
  });
}

function namespacesOf<F extends string>(source: Match<F>): string[] | undefined {
  const principals = source.fields.get('principals' as F);
  const accounts = source.fields.get('serviceAccounts' as F);
  const names = principals
    ? principals.items.map((item) => readPrincipal(item.value ?? '')?.namespace)
    : accounts?.items.map((item) => (item.value?.includes('/') ? item.value.split('/')[0] : undefined));
  return names?.every((name) => name !== undefined) ? names : undefined;
}

const coversCondition = (wide: Condition, narrow: Condition): boolean =>
  wide.key?.value !== undefined &&
  wide.key.value === narrow.key?.value &&
  (!wide.values || (!!narrow.values && coversValues(wide.key.value, wide.values, narrow.values))) &&
  (!wide.notValues || (!!narrow.notValues && hasAll(wide.notValues, narrow.notValues)));

/** Every value that `wide` keeps out, `narrow` keeps out as well. */
const hasAll = (wide: Values, narrow: Values): boolean =>
  wide.items.every((item) => item.value !== undefined && narrow.items.some((other) => other.value === item.value));

const coversValues = (field: string, wide: Values, narrow: Values): boolean =>
  narrow.items.length > 0 &&
  narrow.items.every(
    (item) =>
      item.value !== undefined &&
      wide.items.some((other) => other.value !== undefined && coversValue(field, other.value, item.value!)),
  );

/** Fields whose wildcards stand first or last. */
const WITH_WILDCARDS: ReadonlySet<string> = new Set(['principals', 'requestPrincipals', 'hosts', 'methods', 'paths']);

function coversValue(field: string, wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (!WITH_WILDCARDS.has(field) && !field.startsWith('request.headers')) return wide === '*' && field === 'namespaces';
  if (/[{}]/.test(wide + narrow)) return false;
  if (wide === '*') return true;
  if (field === 'requestPrincipals') {
    // Split at the last slash: only ISSUER/* is a prefix.
    return wide.endsWith('/*') && narrow.slice(0, narrow.lastIndexOf('/') + 1) === wide.slice(0, -1);
  }
  if (wide.startsWith('*')) return !narrow.endsWith('*') && narrow.endsWith(wide.slice(1));
  if (wide.endsWith('*')) return !narrow.startsWith('*') && narrow.startsWith(wide.slice(0, -1));
  return false;
}

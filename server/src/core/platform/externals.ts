/**
 * Objects that are in the cluster and in no file: what a pattern of the setting `meshward.externals` says. They count as present for whoever
 * looks for something missing, and as unknown for whoever asks what they do.
 */
import { KINDS, type KindId, kindById } from '../model/kinds';
import { nearest } from '../model/nearest';
import type { Platform } from './platform';

/** An object that somebody misses; a part that is left out may be any. */
export interface AbsentObject {
  readonly kind: KindId;
  /** None for kinds without a namespace. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

type External =
  /** `*` in any part stands for any text. */
  { readonly kind: string; readonly namespace: string | undefined; readonly name: string } | { readonly host: string };

const KIND_NAMES: readonly string[] = [...new Set(KINDS.map(({ kind }) => kind))];
const isClusterScoped = (kind: string): boolean => KINDS.some((each) => each.kind === kind && 'clusterScoped' in each);
const PART = /^[a-z0-9*](?:[-a-z0-9.*]*[a-z0-9*])?$/;
const HOST = /^(?:\*|[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)+$/i;

/** Why a pattern cannot be used, as the rest of a sentence; `undefined` for one that can. */
export function externalProblem(pattern: string): string | undefined {
  const parts = pattern.split('/');
  if (parts.length === 1) {
    if (HOST.test(pattern)) return undefined;
    return `is neither an object nor a host: write Namespace/${PART.test(pattern) ? pattern : 'name'}, Kind/namespace/name or a host such as db.example.com`;
  }
  const [kind = '', ...rest] = parts;
  if (kind !== '*' && !KIND_NAMES.includes(kind)) {
    const meant = nearest(kind, KIND_NAMES);
    return `begins with a kind that Meshward does not read${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
  }
  const wanted = kind === '*' ? undefined : isClusterScoped(kind) ? 1 : 2;
  if (rest.length > 2 || (wanted !== undefined && rest.length !== wanted))
    return wanted === 1
      ? `has to be ${kind}/name: objects of this kind have no namespace`
      : `has to be ${kind}/namespace/name`;
  const bad = rest.find((part) => !PART.test(part));
  return bad === undefined
    ? undefined
    : `has the part "${bad}", which is no name: use lower-case letters, digits, dashes and dots, and * for any text`;
}

function readExternal(pattern: string): External | undefined {
  if (externalProblem(pattern) !== undefined) return undefined;
  const [kind = '', ...rest] = pattern.split('/');
  if (rest.length === 0) return { host: pattern.toLowerCase() };
  const name = rest.at(-1)!;
  return { kind, namespace: rest.length === 2 ? rest[0] : undefined, name };
}

/** True when the cluster may hold the object though no file defines it. */
export function mayExist({ externals, clusterDomain }: Platform, wanted: AbsentObject): boolean {
  if (externals.length === 0) return false;
  const { kind, clusterScoped } = kindById(wanted.kind);
  return externals.some((pattern) => {
    const external = readExternal(pattern);
    if (!external) return false;
    if ('host' in external) return kind === 'Service' && isHostOf(external.host, wanted, clusterDomain);
    // Who names an object says that its namespace is there.
    if (kind === 'Namespace' && external.namespace !== undefined && external.namespace !== '*')
      return fits(external.namespace, wanted.name);
    if (external.kind !== '*' && external.kind !== kind) return false;
    if (clusterScoped) return external.namespace === undefined && fits(external.name, wanted.name);
    return (
      external.namespace !== undefined && fits(external.namespace, wanted.namespace) && fits(external.name, wanted.name)
    );
  });
}

/** Names of namespaces that the setting says, patterns left out. */
export function externalNamespaces({ externals }: Platform): readonly string[] {
  const names = externals.flatMap((pattern) => {
    const external = readExternal(pattern);
    if (!external || 'host' in external) return [];
    const name = external.namespace ?? (external.kind === 'Namespace' ? external.name : undefined);
    return name === undefined || name.includes('*') ? [] : [name];
  });
  return [...new Set(names)];
}

/** The pattern for one object; `undefined` when a part of it is not known. */
export function externalPattern({ kind, namespace, name }: AbsentObject): string | undefined {
  const { kind: written, clusterScoped } = kindById(kind);
  const pattern = [written, ...(clusterScoped ? [] : [namespace]), name].map((part) => part ?? '').join('/');
  return pattern.includes('*') || externalProblem(pattern) !== undefined ? undefined : pattern;
}

function isHostOf(host: string, { namespace, name }: AbsentObject, clusterDomain: string): boolean {
  if (namespace === undefined || name === undefined)
    return host.endsWith(`.svc.${clusterDomain}`) || host.endsWith('.svc');
  const short = `${name}.${namespace}`;
  return [short, `${short}.svc`, `${short}.svc.${clusterDomain}`].some((each) => hostFits(host, each));
}

const hostFits = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length >= pattern.length : pattern === host;

/** @param text `undefined`: any, so that every pattern may fit */
function fits(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return true;
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop()!;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

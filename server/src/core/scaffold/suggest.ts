/** Answers by what the workspace has: proposed where they are free, refused where they are taken. */
import type { Platform } from '../platform/platform';
import type { TemplateInput } from './template';
import type { ScaffoldValues, WorkspaceFacts } from './types';
import { validateKind } from './validate';

/** What an answer is held against beside its own form. */
export interface Beside {
  readonly facts: WorkspaceFacts;
  /** Earlier answers. */
  readonly values: ScaffoldValues;
}

/** @returns `undefined` when the workspace says no more than the question's own default */
export function suggestion(
  input: TemplateInput,
  usual: string | undefined,
  { facts, values }: Beside,
  platform: Platform,
): string | undefined {
  if (input.platform === 'trustDomain') return facts.trustDomain === usual ? undefined : facts.trustDomain;
  if (input.validation !== 'gateway-port' || usual === undefined) return undefined;
  const taken = portsOfOthers({ facts, values }, platform);
  const good = (port: number) => !taken.has(port) && validateKind('gateway-port', String(port)) === undefined;
  for (let port = Number(usual); port <= 65535; port++) {
    if (good(port)) return String(port) === usual ? undefined : String(port);
  }
  return undefined;
}

/** What is wrong with an answer that is good in itself, in words. */
export function takenBy(input: TemplateInput, value: string, beside: Beside, platform: Platform): string | undefined {
  if (input.validation !== 'gateway-port') return undefined;
  const owner = portsOfOthers(beside, platform).get(Number(value));
  if (owner === undefined) return undefined;
  const free = suggestion(input, value, beside, platform);
  return `${value} is used by ${owner} in this workspace${free === undefined ? '.' : `; ${free} is free.`}`;
}

/** A scaffold that runs again keeps the port of its own gateway. */
function portsOfOthers({ facts, values }: Beside, platform: Platform): Map<number, string> {
  const own = `${values.gatewayNamespace ?? platform.gatewayNamespace}/${values.name ?? ''}`;
  return new Map(facts.usedPorts.filter(({ owner }) => owner !== own).map(({ port, owner }) => [port, owner]));
}

/** Values of options, read and checked; what will not do is a usage error in words. */
import { InvalidArgumentError } from 'commander';
import { externalProblem, SEVERITIES, type Severity, type SeverityOverrides } from '../core';
import type { GivenSet } from '../files/sets';
import { SEVERITY_NAMES } from '../files/settings';
import { didYouMean } from './did-you-mean';
import { slashes } from './slashes';

const isSeverity = (text: string): text is Severity => (SEVERITIES as readonly string[]).includes(text);

/** `rule-id=severity`, added to those before it. */
export function readSeverity(text: string, before: SeverityOverrides): SeverityOverrides {
  const [, rule = '', severity = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  if (!rule || !severity) throw new InvalidArgumentError('Write RULE=SEVERITY, as in principal-with-spiffe=warning.');
  if (!SEVERITY_NAMES.includes(rule)) {
    throw new InvalidArgumentError(`There is no rule ${rule}.${didYouMean(rule, SEVERITY_NAMES)}`);
  }
  if (severity !== 'off' && !isSeverity(severity)) {
    throw new InvalidArgumentError(`${severity} is no severity: write ${SEVERITIES.join(', ')} or off.`);
  }
  return { ...before, [rule]: severity };
}

/** Megabytes into bytes. */
export function readMegabytes(text: string): number {
  const megabytes = Number(text);
  if (text.trim() === '' || !Number.isFinite(megabytes) || megabytes <= 0) {
    throw new InvalidArgumentError('Write a number of megabytes, as in 10.');
  }
  return Math.floor(megabytes * 1024 * 1024);
}

/** `key=value`, added to those before it; the value may hold `=` too. */
export function readAnswer(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('Write KEY=VALUE, as in namespace=user1.');
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1) };
}

export const addGlob = (text: string, before: readonly string[] = []): readonly string[] => [...before, slashes(text)];

export function addExternal(text: string, before: readonly string[] = []): readonly string[] {
  const problem = externalProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`);
  return [...before, text];
}

/** `name=glob`, added to those before it; a name that was there takes the glob too. */
export function addSet(text: string, before: readonly GivenSet[] = []): readonly GivenSet[] {
  const [, name = '', glob = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  if (name.trim() === '' || glob.trim() === '')
    throw new InvalidArgumentError('Write NAME=GLOB, as in production=clusters/production.');
  const path = slashes(glob);
  if (/^(?:\/|[a-z]:\/)/i.test(path) || path.split('/').includes('..'))
    throw new InvalidArgumentError(
      'The glob has to lie below the working folder: write it relative to that, without ..',
    );
  const known = before.find((set) => set.name === name);
  const set: GivenSet = { name, include: [...(known?.include ?? []), path], exclude: [] };
  return [...before.filter((each) => each !== known), set];
}

/** Settings as an editor's section `meshward` or a `.meshwardrc.yaml` gives them: read, checked, and settled with the defaults. */

import {
  DEFAULT_PLATFORM,
  externalProblem,
  nearest,
  PLATFORM_FACTS,
  type Platform,
  RULES,
  SEVERITIES,
  type Severity,
  type SeverityOverrides,
  SUPPRESSION_UNUSED,
} from '../core';
import { type GivenSet, readSets } from './sets';
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE, megabytes } from './workspace-files';

export const SEVERITY_CHOICES: readonly string[] = [...SEVERITIES, 'off'];

/** What can be said of a file as a whole, or of its comments; no rule module makes them, and users silence them alike. */
export const NOTICE_CODES: readonly string[] = ['file-not-text', 'file-not-utf8', 'file-too-large', SUPPRESSION_UNUSED];

/** Everything that may have a severity of the user's. */
export const SEVERITY_NAMES: readonly string[] = [...RULES.map(({ id }) => id), ...NOTICE_CODES];

/** What somebody said; where a field is missing, the next one who says something counts. */
export interface GivenSettings {
  readonly severities?: SeverityOverrides;
  readonly platform?: Partial<Omit<Platform, 'externals'>>;
  /** Patterns of what is in the cluster and in no file. Those of all layers count. */
  readonly externals?: readonly string[];
  /** What is applied together; those of the first layer that has any count. */
  readonly sets?: readonly GivenSet[];
  readonly maxBytes?: number;
  readonly exclude?: readonly string[];
  /** URI, with a trailing slash, of the folder that those globs are relative to; `undefined`: the folder that is searched. */
  readonly excludeFrom?: string;
  readonly failOn?: Severity;
}

export interface Settings {
  readonly severities: SeverityOverrides;
  readonly platform: Platform;
  readonly sets: readonly GivenSet[];
  readonly maxBytes: number;
  readonly exclude: readonly string[];
  /** As in {@link GivenSettings}. */
  readonly excludeFrom: string | undefined;
}

/** Told where a value stands (`['rules', 'allow-all']`) and why it cannot be used, as the rest of a sentence. */
export type Complain = (path: readonly string[], why: string) => void;

/** Keys of a `.meshwardrc.yaml`, which are those of the editor's section and `failOn`. */
export const SETTING_KEYS = ['rules', 'platform', 'externals', 'sets', 'exclude', 'maxFileSize', 'failOn'] as const;

/** Takes what somebody wrote, whatever it is; what cannot be used is complained of and left out. `null` counts as left open. */
export function readGivenSettings(section: unknown, complain: Complain): GivenSettings {
  const given = isObject(section) ? section : {};
  const { maxFileSize, exclude, failOn } = given;
  const read: { -readonly [key in keyof GivenSettings]: GivenSettings[key] } = {
    severities: readSeverities(given.rules, complain),
    platform: readPlatform(given.platform, complain),
    externals: readExternals(given.externals, complain),
    sets: readSets(given.sets, complain),
  };
  if (isGiven(maxFileSize)) {
    if (typeof maxFileSize === 'number' && maxFileSize > 0) read.maxBytes = megabytes(maxFileSize);
    else complain(['maxFileSize'], 'has to be a number of MB above 0');
  }
  if (isGiven(exclude)) {
    if (isStrings(exclude)) read.exclude = exclude;
    else complain(['exclude'], 'has to be a list of globs');
  }
  if (isGiven(failOn)) {
    if ((SEVERITIES as readonly unknown[]).includes(failOn)) read.failOn = failOn as Severity;
    else complain(['failOn'], `has to be one of ${SEVERITIES.join(', ')}`);
  }
  return read;
}

/** Puts layers over the defaults, the first one on top; rules and platform facts are taken one by one. */
export function settle(...layers: readonly GivenSettings[]): Settings {
  const first = <K extends keyof GivenSettings>(key: K) => layers.find((layer) => layer[key] !== undefined)?.[key];
  const excluding = layers.find(({ exclude }) => exclude !== undefined);
  const below = [...layers].reverse();
  return {
    severities: Object.assign({}, ...below.map(({ severities }) => severities)),
    platform: {
      ...Object.assign({}, DEFAULT_PLATFORM, ...below.map(({ platform }) => platform)),
      externals: [...new Set(layers.flatMap(({ externals }) => externals ?? []))],
    },
    sets: layers.find(({ sets }) => sets && sets.length > 0)?.sets ?? [],
    maxBytes: first('maxBytes') ?? megabytes(DEFAULT_MAX_FILE_SIZE),
    exclude: excluding?.exclude ?? DEFAULT_EXCLUDE,
    excludeFrom: excluding?.excludeFrom,
  };
}

function readSeverities(value: unknown, complain: Complain): SeverityOverrides {
  if (isGiven(value) && !isObject(value)) complain(['rules'], 'has to be a map of rules and severities');
  const severities: Record<string, Severity | 'off'> = {};
  for (const [id, severity] of Object.entries(isObject(value) ? value : {})) {
    if (!SEVERITY_NAMES.includes(id))
      complain(['rules', id], `names no rule of this version${meant(id, SEVERITY_NAMES)}`);
    // A plain `off` is `false` to YAML 1.1.
    else if (severity === false) severities[id] = 'off';
    else if (!SEVERITY_CHOICES.includes(severity as string))
      complain(['rules', id], `has to be one of ${SEVERITY_CHOICES.join(', ')}`);
    else severities[id] = severity as Severity | 'off';
  }
  return severities;
}

function readExternals(value: unknown, complain: Complain): readonly string[] {
  if (!isGiven(value)) return [];
  if (!isStrings(value)) {
    complain(['externals'], 'has to be a list of objects (Namespace/name, Kind/namespace/name) and hosts');
    return [];
  }
  return value.filter((pattern, i) => {
    const problem = externalProblem(pattern);
    if (problem !== undefined) complain(['externals', String(i)], `(${JSON.stringify(pattern)}) ${problem}`);
    return problem === undefined;
  });
}

function readPlatform(value: unknown, complain: Complain): Partial<Omit<Platform, 'externals'>> {
  if (isGiven(value) && !isObject(value)) complain(['platform'], 'has to be a map of facts');
  const platform: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(isObject(value) ? value : {})) {
    const fact = PLATFORM_FACTS.find((each) => each === key);
    const usual: unknown = fact && DEFAULT_PLATFORM[fact];
    const fits = Array.isArray(usual) ? isStrings(given) : typeof given === typeof usual;
    if (usual === undefined) complain(['platform', key], `is no fact that Meshward knows${meant(key, PLATFORM_FACTS)}`);
    else if (!fits)
      complain(['platform', key], `has to be a ${Array.isArray(usual) ? 'list of strings' : typeof usual}`);
    else platform[key] = given;
  }
  return platform;
}

export const meant = (wrong: string, names: Iterable<string>): string => {
  const name = nearest(wrong, names);
  return name === undefined ? '' : ` (did you mean ${name}?)`;
};

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

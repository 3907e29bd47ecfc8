/** The one list of settings: the manifest in package.json is generated from it, and the server takes its defaults from it. */
import { DEFAULT_PLATFORM, type Platform, RULES, SEVERITIES, type Severity } from '../core';
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE, megabytes } from '../files/workspace-files';
import type { SchemaValidation } from '../ide/schema-validation';

/** A setting as VS Code's manifest wants it (`contributes.configuration.properties`). */
export interface SettingSchema {
  readonly type: 'object' | 'array' | 'number' | 'string';
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly scope: 'window' | 'resource' | 'machine-overridable';
  readonly [keyword: string]: unknown;
}

const SEVERITY_CHOICES = [...SEVERITIES, 'off'];
/** What a file as a whole may be told; no rule module makes them, and users silence them alike. */
const NOTICE_CODES = ['file-not-text', 'file-not-utf8', 'file-too-large', 'suppression-unused'];

export const SETTINGS = {
  'meshward.rules': {
    type: 'object',
    default: {},
    markdownDescription:
      'How severe each rule is: `error`, `warning`, `information`, `hint` or `off`. Rules that are not named keep their own.',
    scope: 'window',
    additionalProperties: { enum: SEVERITY_CHOICES },
    properties: Object.fromEntries([
      ...RULES.map(({ id, summary }) => [id, { enum: SEVERITY_CHOICES, description: `Finds: ${summary}.` }]),
      ...NOTICE_CODES.map((code) => [code, { enum: SEVERITY_CHOICES }]),
    ]),
  },
  'meshward.schemaValidation': {
    type: 'string',
    default: 'auto',
    enum: ['auto', 'on', 'off'],
    markdownEnumDescriptions: [
      "Report what does not fit a kind's schema, except in files that Red Hat's YAML extension checks with Kubernetes schemas.",
      "Always report what does not fit a kind's schema.",
      'Leave schemas to other tools; all other rules stay.',
    ],
    markdownDescription:
      'Whether unknown fields, wrong types, values that are not accepted and missing fields are reported.',
    scope: 'window',
  },
  'meshward.platform': {
    type: 'object',
    default: {},
    markdownDescription:
      'Facts about your cluster that differ from a default installation of Istio, Knative and KServe.',
    scope: 'window',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(DEFAULT_PLATFORM).map(([key, value]) => [key, propertySchema(value)]),
    ),
  },
  'meshward.maxFileSize': {
    type: 'number',
    default: DEFAULT_MAX_FILE_SIZE,
    minimum: 1,
    markdownDescription: 'Files larger than this are not checked (MB).',
    scope: 'window',
  },
  'meshward.exclude': {
    type: 'array',
    default: DEFAULT_EXCLUDE,
    items: { type: 'string' },
    markdownDescription:
      'Globs, relative to the workspace folder, of what is not looked at. What `.gitignore` and `.meshwardignore` name is left out anyway.',
    scope: 'window',
  },
  'meshward.trace.server': {
    type: 'string',
    default: 'off',
    enum: ['off', 'messages', 'verbose'],
    markdownDescription: 'Writes the messages between editor and language server to the output channel.',
    scope: 'window',
  },
} as const satisfies Record<string, SettingSchema>;

function propertySchema(value: unknown): Record<string, unknown> {
  return Array.isArray(value)
    ? { type: 'array', items: { type: 'string' }, default: value }
    : { type: typeof value, default: value };
}

export interface Settings {
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly schemaValidation: SchemaValidation;
  readonly platform: Platform;
  readonly maxBytes: number;
  readonly exclude: readonly string[];
}

/**
 * Takes what an editor sent for the section `meshward`, whatever it is.
 * @param complain told of each value that cannot be used; the default stands in for it
 */
export function readSettings(section: unknown, complain: (message: string) => void = () => {}): Settings {
  const given = isObject(section) ? section : {};
  const invalid = (key: string, why: string) => complain(`Setting meshward.${key} ${why}; it is left out.`);
  const { maxFileSize, exclude } = given;
  const sizeIsFine = typeof maxFileSize === 'number' && maxFileSize > 0;
  if (maxFileSize !== undefined && maxFileSize !== null && !sizeIsFine)
    invalid('maxFileSize', 'has to be a number of MB above 0');
  const excludeIsFine = isStrings(exclude);
  if (exclude !== undefined && exclude !== null && !excludeIsFine) invalid('exclude', 'has to be a list of globs');
  return {
    severities: readSeverities(given.rules, invalid),
    schemaValidation: readSchemaValidation(given.schemaValidation, invalid),
    platform: readPlatform(given.platform, invalid),
    maxBytes: megabytes(sizeIsFine ? maxFileSize : SETTINGS['meshward.maxFileSize'].default),
    exclude: excludeIsFine ? exclude : SETTINGS['meshward.exclude'].default,
  };
}

function readSchemaValidation(value: unknown, invalid: Invalid): SchemaValidation {
  if (value === 'auto' || value === 'on' || value === 'off') return value;
  if (value !== undefined && value !== null) invalid('schemaValidation', 'has to be auto, on or off');
  return 'auto';
}

type Invalid = (key: string, why: string) => void;

function readSeverities(value: unknown, invalid: Invalid): Settings['severities'] {
  const known = new Set<string>([...RULES.map((rule) => rule.id), ...NOTICE_CODES]);
  const severities: Record<string, Severity | 'off'> = {};
  for (const [id, severity] of Object.entries(isObject(value) ? value : {})) {
    if (!known.has(id)) invalid(`rules.${id}`, 'names no rule of this version');
    else if (!SEVERITY_CHOICES.includes(severity as string))
      invalid(`rules.${id}`, `has to be one of ${SEVERITY_CHOICES.join(', ')}`);
    else severities[id] = severity as Severity | 'off';
  }
  return severities;
}

function readPlatform(value: unknown, invalid: Invalid): Platform {
  const platform: Record<string, unknown> = { ...DEFAULT_PLATFORM };
  for (const [key, given] of Object.entries(isObject(value) ? value : {})) {
    const usual = (DEFAULT_PLATFORM as unknown as Record<string, unknown>)[key];
    const fits = Array.isArray(usual) ? isStrings(given) : typeof given === typeof usual;
    if (usual === undefined) invalid(`platform.${key}`, 'is no fact that Meshward knows');
    else if (!fits)
      invalid(`platform.${key}`, `has to be a ${Array.isArray(usual) ? 'list of strings' : typeof usual}`);
    else platform[key] = given;
  }
  return platform as unknown as Platform;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The one list of settings: the manifest in package.json is generated from it, and the server takes its defaults from it. */
import { DEFAULT_PLATFORM, PLATFORM_FACTS, RULES } from '../core';
import {
  type Complain,
  type GivenSettings,
  NOTICE_CODES,
  readGivenSettings,
  SEVERITY_CHOICES,
  type Settings as SharedSettings,
  settle,
} from '../files/settings';
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE, megabytes } from '../files/workspace-files';
import type { SchemaValidation } from '../ide/schema-validation';

/** A setting as VS Code's manifest wants it (`contributes.configuration.properties`). */
export interface SettingSchema {
  readonly type: 'object' | 'array' | 'number' | 'string' | 'boolean';
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly scope: 'window' | 'resource' | 'machine-overridable';
  readonly [keyword: string]: unknown;
}

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
    properties: Object.fromEntries(PLATFORM_FACTS.map((key) => [key, propertySchema(DEFAULT_PLATFORM[key])])),
  },
  'meshward.externals': {
    type: 'array',
    default: [],
    items: { type: 'string' },
    markdownDescription:
      'What is in the cluster though no file defines it: objects (`Namespace/models`, `ServiceAccount/models/caller`, `Gateway/istio-ingress/*`) and hosts (`db.example.com`, `*.example.com`). None of it is reported as missing, and what depends on it is unknown to the access view. Adds to the list in `.meshwardrc.yaml`.',
    scope: 'window',
  },
  'meshward.sets': {
    type: 'array',
    default: [],
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'include'],
      properties: {
        name: { type: 'string', description: 'How answers for this set are told from others.' },
        include: { type: 'array', items: { type: 'string' }, description: 'Folders, files or globs that are in it.' },
        exclude: { type: 'array', items: { type: 'string' }, description: 'What of them is not in it.' },
      },
    },
    markdownDescription:
      'Sets of files that are applied to one cluster together, where folders do not tell: `[{"name": "production", "include": ["clusters/production", "shared/**"]}]`. Paths are relative to the workspace folder. A kustomization counts by its `kustomization.yaml`, a chart by its `Chart.yaml`. A file may be in several sets; files in none are arranged by their folders.',
    scope: 'window',
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
  'meshward.codeLens': {
    type: 'boolean',
    default: true,
    markdownDescription:
      'Show lines above objects: what a policy selects, the mTLS mode and policies of a workload, whether the activator stands before a model.',
    scope: 'window',
  },
  'meshward.inlayHints': {
    type: 'boolean',
    default: true,
    markdownDescription:
      'Show the mTLS mode behind one that is unset, and the host behind the name of an InferenceService.',
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

/** The shared settings, and what only an editor has a say in. */
export interface Settings extends SharedSettings {
  readonly schemaValidation: SchemaValidation;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
}

/** What an editor was told by its user, and nothing of the defaults. */
export interface EditorSettings extends GivenSettings {
  readonly schemaValidation: SchemaValidation;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
}

/**
 * Takes what an editor sent for the section `meshward`, whatever it is.
 * @param complain told of each value that cannot be used, and is left out
 */
export function readEditorSettings(section: unknown, complain: (message: string) => void = () => {}): EditorSettings {
  const invalid: Complain = (path, why) => complain(`Setting meshward.${path.join('.')} ${why}; it is left out.`);
  const { severities, platform, externals, sets, maxBytes, exclude } = readGivenSettings(section, invalid);
  // Editors send the defaults of what nobody set along.
  const isDefaultSize = maxBytes === megabytes(DEFAULT_MAX_FILE_SIZE);
  const isDefaultExclude = exclude?.join('\n') === DEFAULT_EXCLUDE.join('\n');
  return {
    severities,
    platform,
    externals,
    sets,
    maxBytes: isDefaultSize ? undefined : maxBytes,
    exclude: isDefaultExclude ? undefined : exclude,
    schemaValidation: readSchemaValidation(
      (section as { schemaValidation?: unknown } | null)?.schemaValidation,
      invalid,
    ),
    codeLens: readSwitch('codeLens', section, invalid),
    inlayHints: readSwitch('inlayHints', section, invalid),
  };
}

/** Settings in force: what the user told the editor, else what `.meshwardrc.yaml` says, else the defaults. */
export const settleSettings = (editor: EditorSettings, rc: GivenSettings = {}): Settings => ({
  ...settle(editor, rc),
  schemaValidation: editor.schemaValidation,
  codeLens: editor.codeLens,
  inlayHints: editor.inlayHints,
});

export const readSettings = (section: unknown, complain?: (message: string) => void): Settings =>
  settleSettings(readEditorSettings(section, complain));

function readSwitch(key: 'codeLens' | 'inlayHints', section: unknown, invalid: Complain): boolean {
  const value = (section as Record<string, unknown> | null | undefined)?.[key];
  if (typeof value === 'boolean') return value;
  if (value !== undefined && value !== null) invalid([key], 'has to be true or false');
  return SETTINGS[`meshward.${key}`].default;
}

function readSchemaValidation(value: unknown, invalid: Complain): SchemaValidation {
  const choices = SETTINGS['meshward.schemaValidation'].enum;
  const choice = choices.find((one) => one === value);
  if (value !== undefined && value !== null && !choice)
    invalid(['schemaValidation'], `has to be one of ${choices.join(', ')}`);
  return choice ?? SETTINGS['meshward.schemaValidation'].default;
}

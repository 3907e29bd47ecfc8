import { isKServeConfig, KSERVE_CONFIG_NAME, readKServeConfig } from '../model/kserve-config';
import { DESCRIPTIONS } from '../schema/bundled';
import { type SettingProblem, type SettingType, settingProblems } from '../schema/settings';
import { listWords } from '../schema/words';
import { defineRule, type Report } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'kserve-config-unknown-key',
  severity: 'warning',
  summary:
    "a key of KServe's configuration outside `ingress` is none that KServe knows (information where no known one is near), or its value has the wrong type (error)",
  sources: [
    'kserve pkg/apis/serving/v1beta1/configmap.go, pkg/types, pkg/credentials and pkg/webhook/admission/pod: the fields and their types',
    'Go encoding/json: unknown keys are dropped, names are compared without regard to case, a wrong type is an error',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const settings = DESCRIPTIONS.config(KSERVE_CONFIG_NAME) ?? {};
    for (const [section, { json }] of resource.read(readKServeConfig).entries) {
      const setting = settings[section];
      // The rule kserve-ingress-unknown-key knows more about that one.
      if (section === 'ingress' || !setting || json?.root?.kind !== 'object' || json.problems.length > 0) continue;
      const textOf = ({ inText }: { inText: { start: number; end: number } }) =>
        json.text.slice(inText.start, inText.end);
      for (const problem of settingProblems(json.root, setting, textOf)) {
        context.report(
          problem.code === 'wrong-type'
            ? {
                ...typeReport(problem, section),
                fixes:
                  json.editable && problem.better !== undefined
                    ? [
                        fixIn(resource, `Replace by ${JSON.stringify(problem.better)}`, () =>
                          json.replace(problem.value, problem.better),
                        ),
                      ]
                    : [],
              }
            : {
                ...keyReport(problem, section, ownersOf(problem.property.name, section)),
                fixes:
                  json.editable && problem.near !== undefined && !problem.taken
                    ? [
                        fixIn(resource, `Rename to ${problem.near}`, () =>
                          json.renameKey(problem.property, problem.near!),
                        ),
                      ]
                    : [],
              },
        );
      }
    }
  },
});

/** Sections that have a field of that name at their top. */
const ownersOf = (name: string, section: string): string[] =>
  Object.entries(DESCRIPTIONS.config(KSERVE_CONFIG_NAME) ?? {}).flatMap(([key, { fields }]) =>
    key !== section && fields && name in fields ? [key] : [],
  );

const placeOf = (section: string, path: readonly string[]): string => [`data.${section}`, ...path].join('.');

type Words = Pick<Report, 'at' | 'message' | 'severity'>;

function keyReport(
  { property, path, near, taken }: Extract<SettingProblem, { code: 'unknown-key' }>,
  section: string,
  owners: readonly string[],
): Words {
  const { name, key } = property;
  const elsewhere = near === undefined && owners.length === 1 ? owners[0] : undefined;
  return {
    at: key.span,
    severity: near === undefined && elsewhere === undefined ? 'information' : undefined,
    message: {
      what: `KServe knows no key ${name} in ${placeOf(section, path)}`,
      why: 'it drops the key without a word, as if it were not there',
      todo:
        elsewhere !== undefined
          ? `Move it to data.${elsewhere}, where it belongs`
          : near === undefined
            ? 'Remove it, unless your KServe is newer or another build'
            : taken
              ? `${near} is set already: remove this key`
              : `Rename it if you mean ${near}`,
    },
  };
}

const TYPE_WORDS: Readonly<Record<SettingType, string>> = {
  string: 'a string in double quotes',
  boolean: 'true or false without quotes',
  integer: 'a whole number without quotes',
  number: 'a number without quotes',
  list: 'a list in brackets',
  object: 'an object in braces',
  any: 'any value',
};

function typeReport(
  { value, path, type, better }: Extract<SettingProblem, { code: 'wrong-type' }>,
  section: string,
): Words {
  return {
    at: value.span,
    severity: 'error',
    message: {
      what: `${placeOf(section, path)} must be ${TYPE_WORDS[type]}, and this is ${value.kind === 'array' ? 'a list' : value.kind === 'object' ? 'an object' : `a ${value.kind}`}`,
      why: `Go cannot read data.${section} then, and KServe stops working on InferenceServices`,
      todo:
        better === undefined
          ? 'Correct the value'
          : type === 'string'
            ? 'Put it in double quotes'
            : `Write ${Array.isArray(better) ? `[${listWords(better.map((each) => JSON.stringify(each)))}]` : JSON.stringify(better)}`,
    },
  };
}

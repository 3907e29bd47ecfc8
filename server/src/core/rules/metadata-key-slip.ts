import { distance } from 'fastest-levenshtein';
import { COMPONENT_NAMES } from '../model/inference-components';
import { ALIASES, type KeyPlace, METADATA_KEYS, type MetadataKey } from '../model/metadata-keys';
import type { Resource } from '../model/resource';
import { isBroken, podMetadataPath } from '../model/workload';
import { replaceScalar } from '../yaml/edit-yaml';
import { moveEntry } from '../yaml/move-entry';
import { type Entry, entriesOf, entryOf, isMap, isScalar, isUnknown, stringOf, type YamlNode } from '../yaml/node';
import { defineRule, type RuleContext } from './define';
import { fixIn, replaceFix } from './fix';

const TEMPLATED = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'KnativeService'] as const;
const BY_KEY: ReadonlyMap<string, MetadataKey> = new Map(METADATA_KEYS.map((each) => [each.key, each]));
/** Keys with rules of their own for a wrong place. */
const OWN_RULES: ReadonlySet<string> = new Set([
  'networking.knative.dev/visibility',
  'networking.kserve.io/visibility',
]);

export default defineRule({
  id: 'metadata-key-slip',
  severity: 'warning',
  summary: 'an annotation or label of Istio, KServe or Knative is misspelt, or stands where nothing reads it',
  sources: [
    'istio-api label/labels.yaml and annotation/annotations.yaml; kserve pkg/constants; knative serving pkg/apis/autoscaling/register.go',
    'istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml: injection is decided by labels of the namespace and of the pod',
  ],
  peers: ['IST0107 and IST0108, in part'],
  on: [
    'Namespace',
    'Service',
    'AuthorizationPolicy',
    'GatewayApiGateway',
    'InferenceService',
    'LLMInferenceService',
    'Pod',
    ...TEMPLATED,
  ],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const path of placesOf(resource)) {
      const holder = resource.at(...path);
      for (const place of ['label', 'annotation'] as const) {
        const map = entryOf(holder, `${place}s`)?.value;
        for (const entry of entriesOf(map)) {
          if (!entry.key.unknown) look(resource, context, path, holder, map, place, entry);
        }
      }
    }
  },
});

const isTemplated = (resource: Resource): boolean => (TEMPLATED as readonly string[]).includes(resource.kind);

function placesOf(resource: Resource): readonly (readonly string[])[] {
  if (resource.kind === 'InferenceService') return [['metadata'], ...COMPONENT_NAMES.map((name) => ['spec', name])];
  return isTemplated(resource) ? [['metadata'], podMetadataPath(resource.kind)] : [['metadata']];
}

function look(
  resource: Resource,
  context: RuleContext,
  path: readonly string[],
  holder: YamlNode | undefined,
  map: YamlNode | undefined,
  place: KeyPlace,
  entry: Entry,
): void {
  const { key, merged } = entry;
  const known = BY_KEY.get(key.text);
  if (!known) {
    const right = meant(key.text);
    if (!right) return;
    const where = BY_KEY.get(right)?.place ?? place;
    context.report({
      at: key,
      message: {
        what: `${key.text} is no ${place} that anything reads`,
        why: 'unknown keys are kept without a word and do nothing',
        todo: `Write ${right}${where === place ? '' : `, among the ${where}s,`} if that is meant`,
      },
      fixes:
        merged || where !== place || entryOf(map, right)
          ? []
          : [fixIn(resource, `Rename to ${right}`, () => replaceScalar(key, right))],
    });
    return;
  }
  if (OWN_RULES.has(known.key)) return;
  if (known.place && known.place !== place) {
    const to = `${known.place}s`;
    if (entryOf(entryOf(holder, to)?.value, known.key)) return;
    const value = stringOf(entry.value);
    const edits = () =>
      isMap(holder) && value !== undefined && !merged
        ? moveEntry(resource.document.text, holder, `${place}s`, entry, to, known.key, value)
        : [];
    context.report({
      at: key,
      message: {
        what: `${key.text} stands among the ${place}s`,
        why: `it is read from ${to} only, so it does nothing here`,
        todo: `Move it to ${to}`,
      },
      fixes: edits().length > 0 ? [fixIn(resource, `Move it to ${to}`, edits)] : [],
    });
    return;
  }
  if (known.ofPods && isTemplated(resource) && path.length === 1) {
    const template = resource.at(...podMetadataPath(resource.kind));
    const lists = ['labels', 'annotations'].map((each) => entryOf(template, each)?.value);
    if (isUnknown(template) || lists.some((list) => isUnknown(list) || entryOf(list, known.key))) return;
    context.report({
      at: key,
      message: {
        what: `${key.text} stands on the ${resource.kind === 'KnativeService' ? 'Service' : resource.kind} itself`,
        why: 'Istio reads it from pods, and these get their labels and annotations from the template',
        todo: `Move it to ${podMetadataPath(resource.kind).join('.')}.${place}s`,
      },
    });
    return;
  }
  if (known.key === 'istio-injection' && resource.kind !== 'Namespace' && stringOf(entry.value) === 'enabled') {
    context.report({
      at: key,
      message: {
        what: 'istio-injection is read from namespaces only',
        why: 'on anything else it does nothing',
        todo: 'Label the Namespace with it, or the pods with sidecar.istio.io/inject: "true"',
      },
    });
    return;
  }
  const { value } = entry;
  if (!known.values || !isScalar(value) || value.unknown || typeof value.value !== 'string') return;
  if (value.value === '' || known.values.includes(value.value)) return;
  const right = known.values.find((each) => each === value.text.trim().toLowerCase());
  context.report({
    at: value,
    message: {
      what: `${value.text} is no value of ${key.text}`,
      why: 'Istio compares letter by letter and ignores what it does not know',
      todo: right ? `Write ${right}` : `Write ${known.values.join(' or ')}`,
    },
    fixes: right && !value.alias ? [replaceFix(resource, value, right)] : [],
  });
}

const folded = (key: string): string => key.toLowerCase().replace(/[-_.]/g, '');

interface Parts {
  readonly key: string;
  readonly folded: string;
  readonly prefix: string;
  readonly name: string;
}

function partsOf(key: string): Parts {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? '' : key.slice(0, slash);
  return { key, folded: folded(key), prefix, name: key.slice(slash + 1) };
}

const KNOWN: readonly Parts[] = METADATA_KEYS.map(({ key }) => partsOf(key));

/** The known key that was meant by an unknown one: other case or separators, or a letter or two astray in a long name. */
function meant(key: string): string | undefined {
  const alias = ALIASES.get(key.toLowerCase());
  if (alias) return alias;
  const written = partsOf(key);
  return KNOWN.find((right) => isSlipOf(written, right))?.key;
}

function isSlipOf(written: Parts, right: Parts): boolean {
  if (written.folded === right.folded) return true;
  const { prefix, name } = written;
  const letters = right.name.length >= 9 ? 2 : 1;
  if (prefix === right.prefix && right.name.length >= 6 && isNear(name, right.name, letters)) return true;
  return name === right.name && name.length >= 6 && prefix !== '' && isNear(prefix, right.prefix, 2);
}

/** The lengths tell most words apart at no cost. */
const isNear = (a: string, b: string, letters: number): boolean =>
  Math.abs(a.length - b.length) <= letters && distance(a, b) <= letters;

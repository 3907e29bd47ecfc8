import { goField } from '../model/embedded-json';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { defineRule, type Fix, type Message, type Severity } from './define';
import { fixIn } from './fix';

const EXAMPLE = '/serving/{{ .Namespace }}/{{ .Name }}';

export default defineRule({
  id: 'kserve-path-template',
  severity: 'error',
  summary:
    "KServe's pathTemplate is no template, or has no ingressDomain beside it (warning: models would share a path, or it begins without a slash)",
  sources: [
    'kserve pkg/apis/serving/v1beta1/configmap.go NewIngressConfig: pathTemplate must parse as a Go template and needs ingressDomain',
    'kserve config/configmap/inferenceservice.yaml: name and namespace keep the paths of models apart',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const json = resource.read(readKServeConfig).entries.get('ingress')?.json;
    if (json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const { root } = json;
    const value = goField(root, 'pathTemplate')?.value;
    if (value?.kind !== 'string' || value.value === '') return;
    const template = String(value.value);
    const report = (message: Message, severity: Severity | undefined, fixes: readonly Fix[]) =>
      context.report({ at: value.span, message, severity, fixes: json.editable ? fixes : [] });
    const rewrite = fixIn(resource, `Replace by ${EXAMPLE}`, () => json.replace(value, EXAMPLE), false);
    const fault = faultOf(template);
    if (fault) {
      report(
        {
          what: `${template} is no Go template: ${fault}`,
          why: 'KServe refuses the whole configuration and reconciles no InferenceService',
          todo: `Write it like ${EXAMPLE}`,
        },
        undefined,
        [rewrite],
      );
      return;
    }
    const domain = goField(root, 'ingressDomain')?.value;
    if (!domain || domain.kind === 'null' || domain.value === '') {
      report(
        {
          what: 'pathTemplate needs ingressDomain beside it',
          why: 'all models share that host, and KServe refuses the configuration without it, its usual default notwithstanding',
          todo: 'Add ingressDomain',
        },
        undefined,
        [
          fixIn(
            resource,
            'Add ingressDomain example.com',
            () =>
              domain
                ? json.replace(domain, 'example.com')
                : json.addFirstProperty(root, 'ingressDomain', 'example.com'),
            false,
          ),
        ],
      );
    }
    const missing = ['.Name', '.Namespace'].filter((field) => !uses(template, field));
    if (missing.length > 0) {
      report(
        {
          what: `pathTemplate does not use ${missing.map((field) => `${field}`).join(' and ')}`,
          why: 'several models get the same path, and one of them answers for all',
          todo: `Write it like ${EXAMPLE}`,
        },
        'warning',
        [rewrite],
      );
    } else if (!template.startsWith('/')) {
      report(
        {
          what: 'pathTemplate does not begin with a slash',
          why: 'no request path matches it',
          todo: 'Begin it with /',
        },
        'warning',
        [fixIn(resource, 'Put a slash in front', () => json.replace(value, `/${template}`))],
      );
    }
  },
});

/** What keeps Go's template parser from reading it, as far as braces tell. */
function faultOf(template: string): string | undefined {
  const actions = template.replace(/\{\{[^{}]*\}\}/g, (action) => (action.slice(2, -2).trim() === '' ? '{{}}' : ''));
  if (actions.includes('{{}}')) return 'an action is empty';
  if (actions.includes('{{')) return 'an action is not closed by }}';
  return undefined;
}

const uses = (template: string, field: string): boolean =>
  [...template.matchAll(/\{\{([^{}]*)\}\}/g)].some((match) => new RegExp(`\\${field}(?![A-Za-z])`).test(match[1]!));

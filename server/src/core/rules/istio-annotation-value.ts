import { isIpBlock } from '../access/ip';
import { ANNOTATED_KINDS, istioAnnotations, type ValueForm } from '../model/istio-annotations';
import { isBroken } from '../model/workload';
import { isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

interface Form {
  readonly words: string;
  readonly fits: (value: string) => boolean;
}

const PORT = /^\d{1,5}$/;
const isPort = (text: string): boolean => PORT.test(text.trim()) && Number(text) <= 65_535;
const ports = (value: string): boolean => value.trim() === '' || value.split(',').every(isPort);
const blocks = (value: string): boolean =>
  value === '' || value.split(',').every((each) => each.includes('/') && isIpBlock(each));

const FORMS: Readonly<Record<ValueForm, Form>> = {
  flag: { words: '"true" or "false"', fits: (value) => /^(?:1|t|true|0|f|false)$/i.test(value) },
  count: { words: 'a whole number', fits: (value) => /^\d{1,10}$/.test(value) },
  port: { words: 'one port number', fits: isPort },
  ports: { words: 'port numbers with commas between', fits: ports },
  'ports or all': { words: 'port numbers with commas between, or "*"', fits: (value) => value === '*' || ports(value) },
  blocks: { words: 'CIDR blocks with commas between and no blanks', fits: blocks },
  'blocks or all': {
    words: 'CIDR blocks with commas between and no blanks, or "*"',
    fits: (value) => value === '*' || blocks(value),
  },
  mode: { words: 'REDIRECT, TPROXY or NONE', fits: (value) => ['REDIRECT', 'TPROXY', 'NONE'].includes(value) },
};

export default defineRule({
  id: 'istio-annotation-value',
  severity: 'warning',
  summary: 'the value of an annotation is none that the injector takes, so that it refuses the pods',
  sources: [
    'istio pkg/kube/inject/validate.go AnnotationValidation: the injector checks these before it changes a pod',
  ],
  peers: ['IST0125'],
  on: [...ANNOTATED_KINDS],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { entry, carrier, known } of istioAnnotations(resource)) {
      const { value, key } = entry;
      const form = known?.takes && FORMS[known.takes];
      if (!form || carrier !== 'Pod' || !isScalar(value) || value.unknown || typeof value.value !== 'string') continue;
      if (form.fits(value.value)) continue;
      const tight = value.value.replace(/\s+/g, '').replace(/^,|,$/g, '');
      const right = tight !== value.value && tight !== '' && form.fits(tight) ? tight : undefined;
      context.report({
        at: value,
        message: {
          what: `${JSON.stringify(value.value)} is no value of ${key.text}`,
          why: 'the injector refuses the pod, which is then not created',
          todo: right ? `Write ${right}` : `Write ${form.words}`,
        },
        fixes: right && !value.alias ? [replaceFix(resource, value, right)] : [],
      });
    }
  },
});

import { defineCompositionRule } from './define';

export default defineCompositionRule({
  id: 'kustomize-resource-twice',
  severity: 'error',
  summary: 'a kustomization brings in an object that it has already',
  sources: [
    'kustomize api/resmap/reswrangler.go Append: a second object of one kind, name and namespace is refused, and nothing is built',
  ],
  peers: [],
  on: 'composition',
  check({ span, facts: { kind = '', name = '', namespace = '' } }, report) {
    report({
      at: span,
      message: {
        what: `The kustomization has ${kind} ${namespace ? `${namespace}/` : ''}${name} already`,
        why: 'kustomize refuses a second one and builds nothing',
        todo: 'List it under patches to change the first, or remove one of them',
      },
    });
  },
});

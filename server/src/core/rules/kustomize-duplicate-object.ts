import { defineCompositionRule } from './define';

export default defineCompositionRule({
  id: 'kustomize-duplicate-object',
  severity: 'error',
  summary: 'a kustomization takes in the same object twice, which kustomize refuses',
  sources: [
    'kustomize api/resmap/reswrangler.go Append: an object whose group, version, kind, name and namespace are there already is an error',
  ],
  peers: [],
  on: 'composition',
  check({ span, facts }, report) {
    const { path, kind, name, namespace } = facts;
    const object = `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
    report({
      at: span,
      message: {
        what: `${path} brings ${object}, which this kustomization has already`,
        why: 'kustomize refuses a second object of one name and builds nothing',
        todo: 'Take one of the two out, or change the first one by a patch',
      },
    });
  },
});

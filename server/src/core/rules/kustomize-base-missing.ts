import { defineCompositionRule } from './define';

export default defineCompositionRule({
  id: 'kustomize-base-missing',
  severity: 'warning',
  summary: 'a kustomization names a file or folder that is not there (information: one that is left out)',
  sources: [
    'kustomize api/internal/target/kusttarget.go: a resource, component or patch that cannot be loaded fails the build',
  ],
  peers: [],
  on: 'composition',
  check({ span, facts }, report) {
    if (facts.leftOut !== undefined) {
      const ignored = facts.leftOut === 'ignore file';
      report({
        at: span,
        severity: 'information',
        message: {
          what: `${facts.path} is left out by ${ignored ? '.gitignore or .meshwardignore' : 'meshward.exclude'}`,
          why: ignored
            ? 'its objects are not seen here, and where git ignores it a fresh clone does not have it'
            : 'its objects are not seen here, so that in this kustomization nothing is called missing',
          todo: 'Nothing needs doing where that is meant',
        },
      });
      return;
    }
    report({
      at: span,
      message: {
        what: `There is no manifest and no kustomization at ${facts.path}`,
        why: 'kustomize then builds nothing',
        todo: 'Correct the path, or add what it names',
      },
    });
  },
});

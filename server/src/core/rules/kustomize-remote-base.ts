import { defineCompositionRule } from './define';

export default defineCompositionRule({
  id: 'kustomize-remote-base',
  severity: 'information',
  summary: 'a kustomization takes objects from a remote place, which Meshward does not fetch',
  sources: ['kustomize api/internal/git/repospec.go: what counts as a remote repository'],
  peers: [],
  on: 'composition',
  check({ span, facts }, report) {
    report({
      at: span,
      message: {
        what: `The objects of ${facts.path} are not seen here`,
        why: 'Meshward reads only what is in the workspace, so that in this kustomization it does not call anything missing',
        todo: 'Nothing needs doing; keep a copy in the repository if you want it checked too',
      },
    });
  },
});

import { defineCompositionRule } from './define';

export default defineCompositionRule({
  id: 'kustomize-cycle',
  severity: 'error',
  summary: 'kustomizations name each other in a circle',
  sources: ['kustomize api/internal/loader/fileloader.go: a base that is already being loaded is refused as a cycle'],
  peers: [],
  on: 'composition',
  check({ span, facts }, report) {
    report({
      at: span,
      message: {
        what: `${facts.path} leads back to a kustomization that it is part of (${facts.way})`,
        why: 'kustomize refuses such a circle and builds nothing',
        todo: 'Take this entry out, or move what both need into a base of its own',
      },
    });
  },
});

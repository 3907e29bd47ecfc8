import { defineCompositionRule } from './define';

export default defineCompositionRule({
  id: 'kustomize-not-followed',
  severity: 'information',
  summary: 'a kustomization uses a part of kustomize that Meshward does not follow',
  sources: ['kustomize api/types/kustomization.go: generators, transformers, helmCharts, vars, configurations, crds'],
  peers: [],
  on: 'composition',
  check({ span, facts }, report) {
    report({
      at: span,
      message: {
        what: `What ${facts.name} does is not seen here`,
        why: 'Meshward runs no plugins and no charts, so that in this kustomization it does not call anything missing',
        todo: 'Nothing needs doing; "Meshward: Check Rendered Output" checks what kustomize makes of it',
      },
    });
  },
});

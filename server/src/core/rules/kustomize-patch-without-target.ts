import { defineCompositionRule, type Message } from './define';

export default defineCompositionRule({
  id: 'kustomize-patch-without-target',
  severity: 'warning',
  summary: 'a patch or merging generator is for an object, or a field, that the kustomization does not have',
  sources: [
    'kustomize api/internal/builtins/PatchTransformer.go: without target the patch needs exactly one object of its kind, name and namespace; with one it may match none and then does nothing',
    'kustomize api/resmap/reswrangler.go: `behavior: merge` and `replace` need an object that is there',
  ],
  peers: [],
  on: 'composition',
  check({ span, facts, severity }, report) {
    report({ at: span, message: words(facts), ...(severity ? { severity } : {}) });
  },
});

function words({ missing, kind = '', name = '', theirs = '', patch = '' }: Readonly<Record<string, string>>): Message {
  const object = [kind || 'object', name].filter(Boolean).join(' ');
  switch (missing) {
    case 'path':
      return {
        what: `${object} has nothing at ${patch} that this operation could work on`,
        why: 'kustomize then fails and builds nothing',
        todo: 'Correct the path; use op: add where the field is to be made',
      };
    case 'target':
      return {
        what: `This target selects no object: the kustomization has no ${object}`,
        why: 'the patch then changes nothing, and kustomize does not say so',
        todo: 'Correct the target, or add the object to resources',
      };
    case 'namespace':
      return {
        what: `The kustomization's ${object} is in ${theirs ? `namespace ${theirs}` : 'no namespace'}, and this is for another`,
        why: 'kustomize compares the namespace too, finds no object and fails',
        todo: theirs ? `Set namespace: ${theirs} here` : 'Leave the namespace out here',
      };
    case 'version':
      return {
        what: `The kustomization has ${object} as ${theirs}, and this is for another apiVersion`,
        why: 'kustomize compares the apiVersion too, finds no object and fails',
        todo: `Write the apiVersion ${theirs} here`,
      };
    default:
      return {
        what: `The kustomization has no ${object} for this to change`,
        why: 'kustomize then fails and builds nothing',
        todo: 'Correct kind, name or namespace, or add the object to resources',
      };
  }
}

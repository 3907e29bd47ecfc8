/** "user1 ✓ · other namespaces ✗", above InferenceServices. */
import type { AccessAnswers } from './access-answers';
import type { LensProvider } from './code-lens';

export const accessLens = (answers: AccessAnswers): LensProvider => ({
  id: 'access',
  appliesTo: ({ kind, name }) => kind === 'InferenceService' && name !== undefined,
  describe: ({ snapshot, set, resource }) => {
    const access = answers.of(snapshot, set, resource);
    if (!access) return undefined;
    const { namespace, name } = access;
    return { title: answers.lineOf(snapshot, set, access), details: [], places: [], service: { namespace, name } };
  },
});

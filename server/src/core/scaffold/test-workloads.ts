/** The answers that `snippets/test-workloads.yaml` expects of each caller and model. */
import type { ScaffoldView } from './view';

/**
 * Status by caller (the models' namespace, another one) and model (activator off the path, on it). Seen with istiod's generator and a
 * real Envoy for the policy that trusts knative-serving; a caller outside the mesh gets the same as one of another namespace.
 */
const EXPECTED = {
  lockdown: { same: ['200', '403'], other: ['403', '403'] },
  trusted: { same: ['200', '200'], other: ['403', '200'] },
  open: { same: ['200', '200'], other: ['200', '200'] },
} as const;

const MODELS = ['sklearn-iris', 'sklearn-iris-burst'] as const;

export const testWorkloads: ScaffoldView = {
  derive(answers) {
    const expected = EXPECTED[answers.expect as keyof typeof EXPECTED] ?? EXPECTED.open;
    const callers = [
      { caller: '"$namespace"', who: `pod in \`${answers.namespace}\``, statuses: expected.same },
      {
        caller: '"$other"',
        who: `pod in \`${answers.other}\`${answers.otherCaller === 'mesh' ? '' : ', outside the mesh'}`,
        statuses: expected.other,
      },
    ];
    return {
      requests: callers.flatMap(({ caller, statuses }) =>
        MODELS.map((model, i) => ({ caller, model, status: statuses[i] })),
      ),
      expected: callers.map(({ who, statuses: [direct, burst] }) => ({ who, direct, burst })),
    };
  },
  conflict: ({ namespace, other }) =>
    namespace === other
      ? { field: 'other', message: `The models are in ${namespace} already. Name another namespace.` }
      : undefined,
  validate: (key, value, platform) =>
    key === 'other' && [platform.knativeNamespace, platform.gatewayNamespace].includes(value)
      ? `Choose a namespace of applications: ${value} is part of the platform.`
      : undefined,
};

/** What is told of ways besides what decides, and what was not run end to end. */
import type { Reason } from '../question';
import type { Assumption } from './types';

export const DIRECT: Reason = {
  text: 'Without a sidecar of the caller the name leads to the local gateway, which then calls in its own name',
};
export const HIDDEN: Reason = {
  text: "A Sidecar hides the model's namespace from the caller, so the name leads to the local gateway",
};
export const FORGED: Reason = {
  text: 'Whoever reaches the activator gets to any revision by two headers, and arrives in its name',
};
/** What was put together from parts that were seen alone, or from code. */
export const NOT_RUN = {
  standard: { text: 'Standard mode behind the ingress gateway was not run end to end', from: 'default' },
  path: { text: "Routes by path follow KServe's code; they were not run end to end", from: 'default' },
  activator: {
    text: "The activator's own binary was run with such requests, and the connections in Istio's simulator; the two together were not run in one mesh",
    from: 'default',
  },
} as const satisfies Record<string, Assumption>;

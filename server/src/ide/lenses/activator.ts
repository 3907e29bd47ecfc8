/** "activator: on and off, depends on load", above InferenceServices. */
import { activatorOf } from '../../core';
import type { LensProvider } from '../code-lens';
import { namePlaces } from './words';

export const activatorLens: LensProvider = {
  id: 'activator',
  appliesTo: ({ kind }) => kind === 'InferenceService',
  describe: ({ snapshot, set, platform, resource }) => {
    const { mode, use, scalesToZero } = activatorOf(set, platform, resource);
    if (mode === 'unknown')
      return { title: 'activator: unknown, as the deployment mode cannot be read', details: [], places: [] };
    if (mode !== 'Knative') return { title: `${mode} mode: no activator`, details: [], places: [] };
    const reason = use.reason.resource;
    return {
      title: titleOf(use.usual, scalesToZero),
      details: [use.reason.text],
      places: namePlaces(snapshot, reason ? [reason] : []),
    };
  },
};

function titleOf(usual: 'off' | 'on' | 'both', scalesToZero: boolean): string {
  if (usual === 'on') return 'activator: on';
  if (usual === 'both') return 'activator: on and off, depends on load';
  return scalesToZero ? 'activator: off, and on while there is no pod' : 'activator: off';
}

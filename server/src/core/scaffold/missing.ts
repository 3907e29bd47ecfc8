/** Scaffolds that a workspace could do with, by what is not there. */
import type { Snapshot } from '../workspace/snapshot';

/** Namespaces with InferenceServices and without an AuthorizationPolicy, in order of names. */
export function namespacesToLock({ files }: Snapshot): string[] {
  const models = new Set<string>();
  const locked = new Set<string>();
  for (const file of files.values()) {
    for (const { kind, namespace, document } of file.resources) {
      if (kind === 'InferenceService' && namespace !== undefined && !document.template) models.add(namespace);
      // One whose namespace a kustomization or a template gives may be meant for any.
      if (kind === 'AuthorizationPolicy') {
        if (namespace === undefined) return [];
        locked.add(namespace);
      }
    }
  }
  return [...models].filter((namespace) => !locked.has(namespace)).sort();
}

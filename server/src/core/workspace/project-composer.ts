/** All that puts files together before they reach a cluster: kustomizations and Helm charts. */
import { helmComposer } from '../helm/composer';
import { kustomizeComposer } from '../kustomize/composer';
import type { Bundle, Composer, Composition, CompositionProblem } from './bundle';

class Combined implements Composition {
  readonly parts: readonly Composition[];
  readonly bundles: readonly Bundle[];
  readonly owned: ReadonlySet<string>;
  readonly problems: ReadonlyMap<string, readonly CompositionProblem[]>;

  constructor(parts: readonly Composition[]) {
    this.parts = parts;
    this.bundles = parts.flatMap((part) => part.bundles);
    this.owned = new Set(parts.flatMap((part) => [...part.owned]));
    this.problems = new Map(parts.flatMap((part) => [...part.problems]));
  }

  concerns(uri: string): boolean {
    return this.parts.some((part) => part.concerns(uri));
  }
}

const COMPOSERS: readonly Composer[] = [kustomizeComposer, helmComposer];

export const PROJECT_COMPOSER: Composer = {
  compose(request) {
    const { before } = request;
    const previous = before?.composition instanceof Combined ? before.composition : undefined;
    const changed = before ? [...before.changed] : [];
    const parts = COMPOSERS.map((composer, i) => {
      const part = previous?.parts[i];
      if (!part) return composer.compose({ ...request, before: undefined });
      if (!changed.some((uri) => part.concerns(uri))) return part;
      return composer.compose({ ...request, before: { composition: part, changed } });
    });
    return previous && parts.every((part, i) => part === previous.parts[i]) ? previous : new Combined(parts);
  },
};

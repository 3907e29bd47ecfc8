/** What a build gathers on its way through kustomizations. */
import type { SourceFile } from '../model/source-file';
import type { CompositionProblem } from '../workspace/bundle';
import { type Item, idOf, isVague } from './item';
import type { Kustomization, PathRef } from './kustomization';

/** What a kustomization brings together, before names get hashes. */
export interface Accumulated {
  readonly items: readonly Item[];
  readonly problems: readonly CompositionProblem[];
  readonly vague: boolean;
  /** Kinds of objects in it that Meshward does not read; an empty string for one whose kind cannot be told. */
  readonly foreign: ReadonlySet<string>;
  /** Every file that was looked for, with what was there. */
  readonly inputs: ReadonlyMap<string, SourceFile | undefined>;
  /** It was cut short, by a circle or by its size: the result is good for this build only. */
  readonly cut: boolean;
}

export class Work {
  readonly inputs = new Map<string, SourceFile | undefined>();
  readonly foreign = new Set<string>();
  items: readonly Item[] = [];
  vague = false;
  cut = false;
  /** By place and rule: bases that are used twice have each problem once. */
  readonly #problems = new Map<string, CompositionProblem>();

  report(problem: CompositionProblem): void {
    const { document, span, rule, facts } = problem;
    this.#problems.set(`${rule} ${document.uri} ${span.start} ${Object.values(facts).join(' ')}`, problem);
  }

  include(other: Accumulated): void {
    for (const [uri, file] of other.inputs) this.inputs.set(uri, file);
    for (const kind of other.foreign) this.foreign.add(kind);
    for (const problem of other.problems) this.report(problem);
    this.vague ||= other.vague;
    this.cut ||= other.cut;
  }

  /** Objects of this kind may be there that are not seen. */
  mayHold(kind: string): boolean {
    if (this.vague || this.foreign.has(kind) || this.foreign.has('')) return true;
    return this.items.map((item) => idOf(item.root)).some((id) => isVague(id) && id.kind === kind);
  }

  result(): Accumulated {
    const { items, vague, foreign, inputs, cut } = this;
    return { items, vague, foreign, inputs, cut, problems: [...this.#problems.values()] };
  }
}

export function problemAt(
  rule: string,
  from: Kustomization,
  ref: PathRef,
  facts: CompositionProblem['facts'],
): CompositionProblem {
  const { start, end } = ref.node.span;
  return { rule, document: from.document, span: { start, end }, facts };
}

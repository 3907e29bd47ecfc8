/**
 * What runs looked at, as paths of a tree: the second run that looks at the same things in the same order takes the first one's path, so
 * that thousands of runs share a few.
 */
export class Trail<Sight, Unit> {
  #units: Set<Unit> | undefined;
  readonly #sight: Sight | undefined;
  readonly #from: Trail<Sight, Unit> | undefined;
  readonly #trails: Trails<Sight, Unit>;
  /** A sight that was seen before leads back here. */
  #next: Map<Sight, Trail<Sight, Unit>> | undefined;

  constructor(trails: Trails<Sight, Unit>, sight?: Sight, from?: Trail<Sight, Unit>) {
    this.#trails = trails;
    this.#sight = sight;
    this.#from = from;
  }

  add(unit: Unit): void {
    this.#units ??= new Set();
    this.#units.add(unit);
  }

  delete(unit: Unit): void {
    this.#units?.delete(unit);
  }

  /** The trail of a run that looks at one thing more. */
  to(sight: Sight): Trail<Sight, Unit> {
    let next = this.#next?.get(sight);
    if (!next) {
      next = this.#holds(sight) ? this : this.#trails.branch(sight, this);
      this.#next ??= new Map();
      this.#next.set(sight, next);
    }
    return next;
  }

  /** Everything that a run on this trail looked at, the last thing first. */
  *sights(): Generator<Sight> {
    for (let trail: Trail<Sight, Unit> | undefined = this; trail; trail = trail.#from)
      if (trail.#sight !== undefined) yield trail.#sight;
  }

  /** Adds the units of this trail and of all that go on from it. */
  collect(into: Set<Unit>): void {
    const trails: Trail<Sight, Unit>[] = [this];
    for (let trail = trails.pop(); trail; trail = trails.pop()) {
      for (const unit of trail.#units ?? []) into.add(unit);
      for (const next of trail.#next?.values() ?? []) if (next.#from === trail) trails.push(next);
    }
  }

  #holds(sight: Sight): boolean {
    let trail: Trail<Sight, Unit> | undefined = this;
    while (trail && trail.#sight !== sight) trail = trail.#from;
    return trail !== undefined;
  }
}

export class Trails<Sight, Unit> {
  readonly start = new Trail<Sight, Unit>(this);
  readonly #bySight = new Map<Sight, Trail<Sight, Unit>[]>();

  branch(sight: Sight, from: Trail<Sight, Unit>): Trail<Sight, Unit> {
    const trail = new Trail(this, sight, from);
    const others = this.#bySight.get(sight);
    if (others) others.push(trail);
    else this.#bySight.set(sight, [trail]);
    return trail;
  }

  /** Adds the units that looked at something. */
  collect(sight: Sight, into: Set<Unit>): void {
    for (const trail of this.#bySight.get(sight) ?? []) trail.collect(into);
  }
}

/**
 * The regular expressions of kustomize targets. Go matches them in linear time; JavaScript's may take for ever on a hostile pattern, so
 * this walks all alternatives at once. Enough of the syntax for names: what is not understood is said to be so.
 */

type Test = (char: string) => boolean;
type Piece =
  | { readonly kind: 'char'; readonly test: Test }
  | { readonly kind: 'either'; readonly options: readonly (readonly Piece[])[] }
  | { readonly kind: 'repeat'; readonly of: Piece; readonly min: number; readonly max: number };

/** A state of the automaton: tries `test`, or moves on without reading. */
interface State {
  test?: Test;
  next: number[];
}

const MAX_STATES = 4000;
const CLASSES: Readonly<Record<string, Test>> = {
  d: (char) => /[0-9]/.test(char),
  w: (char) => /[0-9A-Za-z_]/.test(char),
  s: (char) => /[\t\n\f\r ]/.test(char),
  D: (char) => /[^0-9]/.test(char),
  W: (char) => /[^0-9A-Za-z_]/.test(char),
  S: (char) => /[^\t\n\f\r ]/.test(char),
};

class NotUnderstood extends Error {}

/** A test whether a whole string matches; `undefined` for a pattern that is wrong or uses what this does not know. */
export function goPattern(pattern: string): ((text: string) => boolean) | undefined {
  if (/^[\w-]*$/.test(pattern)) return (text) => text === pattern;
  try {
    const parser = new Parser(pattern);
    const pieces = parser.alternatives();
    if (!parser.done) return undefined;
    const states: State[] = [{ next: [] }];
    const start = compile(pieces, 0, states);
    return (text) => run(states, start, text);
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    // Anchors at the ends say what holds anyway.
    this.#text = text.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  alternatives(): Piece[] {
    if (++this.#depth > 50) throw new NotUnderstood();
    const options: Piece[][] = [[]];
    while (!this.done && this.#text[this.#at] !== ')') {
      if (this.#text[this.#at] === '|') {
        this.#at++;
        options.push([]);
      } else options.at(-1)!.push(this.#repeated());
    }
    this.#depth--;
    return options.length === 1 ? options[0]! : [{ kind: 'either', options }];
  }

  #repeated(): Piece {
    let piece = this.#single();
    for (;;) {
      const char = this.#text[this.#at];
      const counted = char === '{' ? /^\{(\d{1,3})(,(\d{1,3})?)?\}/.exec(this.#text.slice(this.#at)) : null;
      if (counted) {
        this.#at += counted[0].length;
        const min = Number(counted[1]);
        const max = counted[2] === undefined ? min : counted[3] === undefined ? Infinity : Number(counted[3]);
        piece = { kind: 'repeat', of: piece, min, max };
      } else if (char === '*' || char === '+' || char === '?') {
        this.#at++;
        piece = { kind: 'repeat', of: piece, min: char === '+' ? 1 : 0, max: char === '?' ? 1 : Infinity };
      } else return piece;
      // Lazy or not makes no difference for a match of the whole.
      if (this.#text[this.#at] === '?') this.#at++;
    }
  }

  #single(): Piece {
    const char = this.#text[this.#at++]!;
    if (char === '(') {
      if (this.#text.startsWith('?:', this.#at)) this.#at += 2;
      else if (this.#text[this.#at] === '?') throw new NotUnderstood();
      const inner = this.alternatives();
      if (this.#text[this.#at++] !== ')') throw new NotUnderstood();
      return inner.length === 1 ? inner[0]! : { kind: 'either', options: [inner] };
    }
    if (char === '[') return { kind: 'char', test: this.#set() };
    if (char === '\\') return { kind: 'char', test: this.#escape() };
    if (char === '.') return { kind: 'char', test: (each) => each !== '\n' };
    if ('*+?{^$'.includes(char)) throw new NotUnderstood();
    return { kind: 'char', test: (each) => each === char };
  }

  #escape(): Test {
    const char = this.#text[this.#at++];
    if (char === undefined) throw new NotUnderstood();
    const known = CLASSES[char];
    if (known) return known;
    if (/[A-Za-z0-9]/.test(char)) throw new NotUnderstood();
    return (each) => each === char;
  }

  #set(): Test {
    const tests: Test[] = [];
    const negated = this.#text[this.#at] === '^';
    if (negated) this.#at++;
    for (let first = true; ; first = false) {
      const char = this.#text[this.#at++];
      if (char === undefined || (char === '[' && this.#text[this.#at] === ':')) throw new NotUnderstood();
      if (char === ']' && !first) break;
      if (char === '\\') {
        tests.push(this.#escape());
        continue;
      }
      const to = this.#text[this.#at] === '-' ? this.#text[this.#at + 1] : undefined;
      if (to !== undefined && to !== ']') {
        if (to === '\\') throw new NotUnderstood();
        this.#at += 2;
        tests.push((each) => char <= each && each <= to);
      } else tests.push((each) => each === char);
    }
    return (each) => tests.some((test) => test(each)) !== negated;
  }
}

/** Adds states for the pieces in front of state `next`; gives the first one. */
function compile(pieces: readonly Piece[], next: number, states: State[]): number {
  let to = next;
  for (const piece of [...pieces].reverse()) to = compilePiece(piece, to, states);
  return to;
}

function add(states: State[], state: State): number {
  if (states.length >= MAX_STATES) throw new NotUnderstood();
  return states.push(state) - 1;
}

function compilePiece(piece: Piece, next: number, states: State[]): number {
  if (piece.kind === 'char') return add(states, { test: piece.test, next: [next] });
  if (piece.kind === 'either') {
    return add(states, { next: piece.options.map((option) => compile(option, next, states)) });
  }
  let to = next;
  if (piece.max === Infinity) {
    const loop = add(states, { next: [next] });
    states[loop]!.next.push(compilePiece(piece.of, loop, states));
    to = loop;
  } else {
    for (let i = piece.min; i < piece.max; i++) to = add(states, { next: [next, compilePiece(piece.of, to, states)] });
  }
  for (let i = 0; i < piece.min; i++) to = compilePiece(piece.of, to, states);
  return to;
}

function run(states: readonly State[], start: number, text: string): boolean {
  let current = closure(states, [start]);
  for (const char of text) {
    const after: number[] = [];
    for (const index of current) if (states[index]!.test?.(char)) after.push(...states[index]!.next);
    current = closure(states, after);
    if (current.size === 0) return false;
  }
  return current.has(0);
}

function closure(states: readonly State[], from: readonly number[]): Set<number> {
  const reached = new Set<number>();
  const pending = [...from];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const state = states[index]!;
    if (!state.test) pending.push(...state.next);
  }
  return reached;
}

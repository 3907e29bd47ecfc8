/**
 * Patterns of CRDs: the part of RE2's syntax that they use, matched in time linear in the text (a set of states, no backtracking), so that
 * no pattern and no text can make it slow. Anything outside that part gives no matcher.
 */

/** One character at a time; `undefined` in `next`: the pattern ends there. */
type State =
  | { readonly kind: 'char'; readonly test: (code: number) => boolean; next: number }
  | { readonly kind: 'split'; one: number; two: number }
  | { readonly kind: 'start' | 'end'; next: number }
  | { readonly kind: 'found' };

/** Repetitions are written out: this bounds what `{1000}` may cost. */
const MAX_STATES = 4_000;

class Unsupported extends Error {}

export class TextPattern {
  readonly #states: readonly State[];
  readonly #first: number;

  private constructor(states: readonly State[], first: number) {
    this.#states = states;
    this.#first = first;
  }

  /** @returns `undefined` for syntax that is not supported, or broken */
  static read(source: string): TextPattern | undefined {
    try {
      const reader = new Reader(source);
      const first = reader.read();
      return new TextPattern(reader.states, first);
    } catch (error) {
      if (error instanceof Unsupported) return undefined;
      throw error;
    }
  }

  /** Whether the pattern is found anywhere in the text, as Go's MatchString tells. */
  test(text: string): boolean {
    const codes = [...text].map((char) => char.codePointAt(0)!);
    let current: number[] = [];
    for (let at = 0; at <= codes.length; at++) {
      const seen = new Set<number>();
      const ready: number[] = [];
      const follow = (from: number): boolean => {
        const stack = [from];
        while (stack.length > 0) {
          const id = stack.pop()!;
          if (seen.has(id)) continue;
          seen.add(id);
          const state = this.#states[id]!;
          if (state.kind === 'found') return true;
          if (state.kind === 'split') stack.push(state.two, state.one);
          else if (state.kind === 'char') ready.push(id);
          else if (state.kind === 'start' ? at === 0 : at === codes.length) stack.push(state.next);
        }
        return false;
      };
      if (current.some(follow) || follow(this.#first)) return true;
      const code = codes[at];
      if (code === undefined) return false;
      current = ready.flatMap((id) => {
        const state = this.#states[id]!;
        return state.kind === 'char' && state.test(code) ? [state.next] : [];
      });
    }
    return false;
  }
}

/** A part of the pattern, built when it is known what follows it: `build(next)` gives its first state. */
type Part = (next: number) => number;

class Reader {
  readonly states: State[] = [];
  readonly #source: readonly string[];
  #at = 0;
  #anyCase = false;

  constructor(source: string) {
    this.#source = [...source];
  }

  read(): number {
    const part = this.#choice();
    if (this.#at < this.#source.length) throw new Unsupported();
    return part(this.#add({ kind: 'found' }));
  }

  #add(state: State): number {
    if (this.states.length >= MAX_STATES) throw new Unsupported();
    this.states.push(state);
    return this.states.length - 1;
  }

  #peek(): string | undefined {
    return this.#source[this.#at];
  }

  #take(): string {
    const char = this.#source[this.#at++];
    if (char === undefined) throw new Unsupported();
    return char;
  }

  #choice(): Part {
    const branches = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    return branches.reduceRight((rest, branch) => (next) => {
      const two = rest(next);
      return this.#add({ kind: 'split', one: branch(next), two });
    });
  }

  #sequence(): Part {
    const parts: Part[] = [];
    for (let char = this.#peek(); char !== undefined && char !== '|' && char !== ')'; char = this.#peek()) {
      parts.push(this.#repeated(this.#atom()));
    }
    return (next) => parts.reduceRight((at, part) => part(at), next);
  }

  #repeated(part: Part): Part {
    const char = this.#peek();
    let least = 1;
    let most = 1;
    if (char === '*' || char === '+' || char === '?') {
      this.#at++;
      least = char === '+' ? 1 : 0;
      most = char === '?' ? 1 : Number.POSITIVE_INFINITY;
    } else if (char === '{') {
      const count = /^\{(\d{1,3})(,(\d{0,3}))?\}/.exec(this.#source.slice(this.#at, this.#at + 10).join(''));
      if (!count) throw new Unsupported();
      this.#at += count[0].length;
      least = Number(count[1]);
      most = count[2] === undefined ? least : count[3] ? Number(count[3]) : Number.POSITIVE_INFINITY;
    } else return part;
    // Whether few or many are taken first does not change whether there is a match.
    if (this.#peek() === '?') this.#at++;
    else if (/^[*+{]$/.test(this.#peek() ?? '')) throw new Unsupported();
    return (next) => {
      let at = next;
      if (most === Number.POSITIVE_INFINITY) {
        at = this.#add({ kind: 'split', one: next, two: next });
        (this.states[at] as { one: number }).one = part(at);
      } else {
        for (let i = least; i < most; i++) at = this.#add({ kind: 'split', one: part(at), two: next });
      }
      for (let i = 0; i < least; i++) at = part(at);
      return at;
    };
  }

  #atom(): Part {
    const char = this.#take();
    switch (char) {
      case '(':
        return this.#group();
      case '[':
        return this.#char(this.#class());
      case '^':
        return (next) => this.#add({ kind: 'start', next });
      case '$':
        return (next) => this.#add({ kind: 'end', next });
      case '.':
        return this.#char((code) => code !== 10);
      case '\\':
        return this.#char(this.#escape());
      case '*':
      case '+':
      case '?':
      case '{':
      case ')':
        throw new Unsupported();
      default:
        return this.#char(only(char));
    }
  }

  #group(): Part {
    if (this.#peek() === '?') {
      const flag = this.#source.slice(this.#at, this.#at + 3).join('');
      if (flag === '?i)' && !this.#anyCase) {
        // Holds to the end of the group that it stands in; the patterns at hand write it in the outermost one.
        this.#at += 3;
        this.#anyCase = true;
        return (next) => next;
      }
      if (!flag.startsWith('?:')) throw new Unsupported();
      this.#at += 2;
    }
    const part = this.#choice();
    if (this.#take() !== ')') throw new Unsupported();
    return part;
  }

  #char(test: (code: number) => boolean): Part {
    const fold = this.#anyCase ? (code: number) => test(code) || cases(code).some(test) : test;
    return (next) => this.#add({ kind: 'char', test: fold, next });
  }

  #escape(): (code: number) => boolean {
    const char = this.#take();
    const named = CLASSES[char];
    if (named) return named;
    return only(String.fromCodePoint(this.#escaped(char)));
  }

  /** Code of an escaped character; the backslash and `char` are read already. */
  #escaped(char: string): number {
    if (char === 'x') {
      const code = Number.parseInt(this.#take() + this.#take(), 16);
      if (Number.isNaN(code)) throw new Unsupported();
      return code;
    }
    const control = CONTROLS[char];
    if (control !== undefined) return control;
    if (/[A-Za-z0-9]/.test(char)) throw new Unsupported();
    return char.codePointAt(0)!;
  }

  #class(): (code: number) => boolean {
    const negated = this.#peek() === '^';
    if (negated) this.#at++;
    const tests: ((code: number) => boolean)[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const char = this.#take();
      if (char === '[' && this.#peek() === ':') throw new Unsupported();
      let from = char.codePointAt(0)!;
      if (char === '\\') {
        const mark = this.#take();
        const named = CLASSES[mark];
        if (named) {
          tests.push(named);
          continue;
        }
        from = this.#escaped(mark);
      }
      let to = from;
      if (this.#peek() === '-' && this.#source[this.#at + 1] !== ']') {
        this.#at++;
        const end = this.#take();
        to = end === '\\' ? this.#escaped(this.#take()) : end.codePointAt(0)!;
        if (to < from) throw new Unsupported();
      }
      tests.push((code) => code >= from && code <= to);
    }
    this.#at++;
    return (code) => tests.some((test) => test(code)) !== negated;
  }
}

const only = (char: string) => (code: number) => code === char.codePointAt(0);

const between = (code: number, from: string, to: string) => code >= from.charCodeAt(0) && code <= to.charCodeAt(0);
const isDigit = (code: number) => between(code, '0', '9');
const isWord = (code: number) => isDigit(code) || between(code, 'a', 'z') || between(code, 'A', 'Z') || code === 95;
const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13 && code !== 11);

/** RE2's Perl classes know ASCII only. */
const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  w: isWord,
  W: (code) => !isWord(code),
  s: isBlank,
  S: (code) => !isBlank(code),
};

const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, v: 11 };

function cases(code: number): number[] {
  const char = String.fromCodePoint(code);
  return [char.toLowerCase(), char.toUpperCase()].map((each) => each.codePointAt(0)!);
}

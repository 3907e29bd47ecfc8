/**
 * Validation rules of a CRD (CEL) → the few forms that Meshward checks without a CEL engine. A rule of any other form is not taken over:
 * it stays silent.
 */
import type { RawCondition, RawWhen } from '../../server/src/core/schema/raw';

/** What a rule asks of the value that it stands at. */
export interface Checks {
  /** Of these fields at most one; `!` in front: exactly one. */
  readonly exclusive?: readonly string[];
  /** Of these fields at least one. */
  readonly anyOf?: readonly string[];
  readonly when?: RawWhen;
  /** The first field's number is at most the second's. */
  readonly order?: readonly [string, string];
  /** Lists: no two items agree in all of these fields; `?` behind a name: an absent one equals an absent one. */
  readonly unique?: readonly string[];
  /** Lists: one item at most whose field has that value. */
  readonly once?: readonly [string, string];
  /** Lists: items with the one and with the other value do not go together. */
  readonly apart?: readonly [string, string, string];
  /** Lists: an item that must be the only one. */
  readonly alone?: string;
  /** Lists: what each item is asked. */
  readonly item?: Checks;
  readonly range?: readonly [number, number];
  readonly values?: readonly string[];
  /** `*x`: text that must not occur; `=x`: text that must not be all. */
  readonly banned?: string;
  readonly duration?: true;
}

const NAME = '([A-Za-z]\\w*)';
const QUOTED = '(?:"([^"]*)"|\'([^\']*)\')';
const has = (name = NAME) => `has\\(self\\.${name}\\)`;

const whole = (pattern: string) => new RegExp(`^${pattern}$`);
const words = (list: string): string[] => [...list.matchAll(/"([^"]*)"|'([^']*)'/g)].map((m) => m[1] ?? m[2] ?? '');
const names = (text: string): string[] => [...text.matchAll(/self\.([A-Za-z]\w*)/g)].map((m) => m[1]!);

const AT_MOST_ONE = whole(`\\(${has()} \\? 1 : 0\\)(?: \\+ \\(${has()} \\? 1 : 0\\))+ <= 1`);
const NOT_BOTH = whole(`!\\(${has()} && ${has()}\\)`);
const ONE_OR_OTHER = whole(`${has()} != ${has()}`);
const ANY_OF = whole(`${has()}(?: \\|\\| ${has()})+`);
const ORDER = whole(`(?:!has\\(self\\.\\w+\\) \\|\\| )?self\\.${NAME} <= self\\.${NAME}`);
const ONCE = whole(`self\\.filter\\(\\w+, \\w+\\.${NAME} == ${QUOTED}\\)\\.size\\(\\) <= 1`);
const APART = whole(
  `!\\(self\\.exists\\(\\w+, \\w+\\.${NAME} == ${QUOTED}\\) && self\\.exists\\(\\w+, \\w+\\.\\w+ == ${QUOTED}\\)\\)`,
);
const ALONE = whole(`!\\(${QUOTED} in self && self\\.size\\(\\) > 1\\)`);
const UNIQUE = whole('self\\.all\\((\\w+), self\\.exists_one\\((\\w+), (.+)\\)\\)');
const EACH = whole('self\\.all\\((\\w+), (.+)\\)');

/** @returns `undefined` for a rule that is not understood */
export function readRule(rule: string): Checks | undefined {
  const text = rule.trim().replace(/\s+/g, ' ');
  return ofScalar(text) ?? ofList(text) ?? ofObject(text);
}

function ofScalar(text: string): Checks | undefined {
  if (text === "duration(self) >= duration('1ms')") return { duration: true };
  const range = /^(\d+) < self && self <= (\d+)$/.exec(text);
  if (range) return { range: [Number(range[1]) + 1, Number(range[2])] };
  const values = /^self in \[(.*)\]$/.exec(text);
  if (values) return { values: words(values[1]!) };
  const banned = whole(`!self\\.contains\\(${QUOTED}\\)`).exec(text);
  if (banned) return { banned: `*${banned[1] ?? banned[2]}` };
  const other = whole(`self != ${QUOTED}`).exec(text);
  return other ? { banned: `=${other[1] ?? other[2]}` } : undefined;
}

function ofList(text: string): Checks | undefined {
  const once = ONCE.exec(text);
  if (once) return { once: [once[1]!, once[2] ?? once[3]!] };
  const apart = APART.exec(text);
  if (apart) return { apart: [apart[1]!, apart[2] ?? apart[3]!, apart[4] ?? apart[5]!] };
  const alone = ALONE.exec(text);
  if (alone) return { alone: alone[1] ?? alone[2]! };
  const unique = UNIQUE.exec(text);
  if (unique) return uniqueOf(unique[1]!, unique[2]!, unique[3]!);
  const each = EACH.exec(text);
  if (!each) return undefined;
  const item = ofObject(each[2]!.replace(new RegExp(`\\b${each[1]}\\.`, 'g'), 'self.'));
  return item && { item };
}

/** `a.x == b.x && a.y == b.y`, with the long form for a field that may be left out. */
function uniqueOf(a: string, b: string, text: string): Checks | undefined {
  const optional = new RegExp(
    `\\(has\\(${a}\\.(\\w+)\\) && has\\(${b}\\.\\1\\) \\? ${a}\\.\\1 == ${b}\\.\\1 : !has\\(${a}\\.\\1\\) && !has\\(${b}\\.\\1\\)\\)`,
    'g',
  );
  const parts = text.replace(optional, `${a}.$1? == ${b}.$1?`).split(' && ');
  const fields = parts.map((part) =>
    new RegExp(`^${a}\\.(\\w+\\??) ?== ?${b}\\.\\1$`.replace('\\1', '(\\w+\\??)')).exec(part),
  );
  if (!fields.every((each) => each && each[1] === each[2])) return undefined;
  return { unique: fields.map((each) => each![1]!) };
}

function ofObject(all: string): Checks | undefined {
  const text = unwrapped(all);
  if (AT_MOST_ONE.test(text) || NOT_BOTH.test(text)) return { exclusive: [...new Set(names(text))] };
  if (ONE_OR_OTHER.test(text)) return { exclusive: ['!', ...names(text)] };
  if (ANY_OF.test(text)) return { anyOf: names(text) };
  const order = ORDER.exec(text);
  if (order) return { order: [order[1]!, order[2]!] };
  const when = whenOf(text);
  return when && { when };
}

function unwrapped(text: string): string {
  const inner = /^\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(text);
  return inner ? unwrapped(inner[1]!) : text;
}

function whenOf(text: string): RawWhen | undefined {
  // IF ? THEN : true
  const implied = /^(.+?) ?\? (.+) ?: true$/.exec(text);
  if (implied) {
    const [, left, right] = implied as unknown as [string, string, string];
    const condition = conditionsOf(left);
    if (condition) return consequence(condition, unwrapped(right.trim()));
    const field = whole(has()).exec(unwrapped(left));
    const only = conditionsOf(right);
    return field && only?.length === 1 ? { if: only, only: field[1]! } : undefined;
  }
  // !(IF && not THEN)
  const denied = /^!\((.+) && (.+)\)$/.exec(text);
  if (denied) {
    const missing = whole(`!${has()}`).exec(denied[1]!);
    const needed = missing && conditionsOf(denied[2]!);
    if (needed) return { if: needed, need: missing[1]! };
    const present = whole(has()).exec(denied[1]!);
    const unequal = whole(`self\\.${NAME} != ${QUOTED}`).exec(denied[2]!);
    if (present && unequal) return { if: [[unequal[1]!, [unequal[2] ?? unequal[3]!]]], only: present[1]! };
    // A field that must not be empty, or must be.
    const empty = whole(`self\\.${NAME} == ${QUOTED} && \\(!${has()} \\|\\| self\\.\\w+ == ""\\)`).exec(
      text.slice(2, -1),
    );
    if (empty) return { if: [[empty[1]!, [empty[2] ?? empty[3]!]]], need: empty[4]! };
    const filled = whole(`self\\.${NAME} != ${QUOTED} && ${has()} && self\\.\\w+ != ""`).exec(text.slice(2, -1));
    if (filled) return { if: [[filled[1]!, [filled[2] ?? filled[3]!]]], only: filled[4]! };
    return undefined;
  }
  // not IF || THEN
  const either = /^(.+) \|\| (!?has\(self\.\w+\)|self\.\w+ == .+)$/.exec(text);
  if (!either) return undefined;
  const absent = whole(`!${has()}`).exec(either[1]!);
  const only = conditionsOf(either[2]!);
  if (absent && only) return { if: only, only: absent[1]! };
  const unless = conditionsOf(either[1]!.replace(' != ', ' == '));
  return unless && either[1]!.includes(' != ') ? consequence(unless, either[2]!) : undefined;
}

function consequence(condition: readonly RawCondition[], text: string): RawWhen | undefined {
  const need = whole(has()).exec(text);
  if (need) return { if: condition, need: need[1]! };
  const never = whole(`!${has()}(?: \\|\\| self\\.\\w+ == (?:''|""))?`).exec(text);
  if (never) return { if: condition, never: never[1]! };
  const start = whole(`self\\.${NAME}\\.startsWith\\(${QUOTED}\\)`).exec(text);
  if (start) return { if: condition, on: start[1]!, start: start[2] ?? start[3]! };
  const banned = whole(`!self\\.${NAME}\\.contains\\(${QUOTED}\\)`).exec(text);
  if (banned) return { if: condition, on: banned[1]!, banned: banned[2] ?? banned[3]! };
  const matches = whole(`self\\.${NAME}\\.matches\\(r"""(.*)"""\\)`).exec(text);
  return matches ? { if: condition, on: matches[1]!, p: matches[2]! } : undefined;
}

/** `self.a == 'x'`, `self.a in ['x', 'y']`, `size(self.a) == 0`, `(has(self.a) ? self.a : "x") == "y"`, joined by `&&`. */
function conditionsOf(all: string): RawCondition[] | undefined {
  const conditions = unwrapped(all.trim())
    .split(' && ')
    .map((part): RawCondition | undefined => {
      const text = unwrapped(part.trim());
      const equal = whole(`self\\.${NAME} == ${QUOTED}`).exec(text);
      if (equal) return [equal[1]!, [equal[2] ?? equal[3]!]];
      const among = whole(`self\\.${NAME} in \\[(.*)\\]`).exec(text);
      if (among) return [among[1]!, words(among[2]!)];
      const empty = whole(`size\\(self\\.${NAME}\\) == 0`).exec(text);
      if (empty) return [empty[1]!, ['']];
      const filled = whole(`\\(${has()} \\? self\\.\\w+ : ${QUOTED}\\) == ${QUOTED}`).exec(text);
      return filled ? [filled[1]!, [filled[4] ?? filled[5]!], filled[2] ?? filled[3]!] : undefined;
    });
  return conditions.every((each) => each !== undefined) ? conditions : undefined;
}

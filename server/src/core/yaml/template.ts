/**
 * Helm templates: every action (`{{ … }}`) is masked by as many characters, so that the YAML around it can be parsed and all offsets
 * stay. What an action might print is unknown, never guessed.
 */

/** Stands for one masked character inside a scalar. A private-use code point: no manifest holds it. */
export const MASK = '\uE000';

/** A line made of actions only that prints something: it may add keys or items at `indent` (columns from 0). */
export interface Opening {
  readonly offset: number;
  readonly indent: number;
}

export interface Masked {
  readonly text: string;
  readonly openings: readonly Opening[];
}

const ACTION = /\{\{[\s\S]*?\}\}/g;
const CONTROL = /^\{\{-?\s*(?:if|else|end|range|with|define|block|break|continue|\/\*|\$[\w.]*\s*:?=)/;
const NINDENT = /\bn?indent\s+(\d+)/;
/** Actions of Helm, or variables that Flux, envsubst and kustomize replace, inside an ordinary scalar. */
const SUBSTITUTION =
  /\{\{-?\s*(?:\.Values|\.Release|\.Chart|\.Capabilities|include\b|tpl\b|\$)|\$\{[^}]*\}|\$\([A-Za-z_][\w.-]*\)/;

/** True when the text can only be meant for a template engine. A JSON string that holds a Go template (KServe's `domainTemplate`) is not. */
export const looksTemplated = (text: string): boolean =>
  text.includes('{{') && text.split('\n').some(hasUnquotedAction);

/** An action that begins the line, or stands unquoted behind a key or a dash: YAML alone would not be written so. */
function hasUnquotedAction(line: string): boolean {
  if (!line.includes('{{')) return false;
  if (line.trimStart().startsWith('{{')) return true;
  const quote = line.search(/[#"']/);
  const bare = quote < 0 ? line : line.slice(0, quote);
  return /[:-][ \t]/.test(bare.slice(0, Math.max(0, bare.lastIndexOf('{{'))));
}

/** True when a scalar's text is replaced by something unknown before it reaches the cluster. */
export const hasSubstitution = (text: string): boolean =>
  text.includes(MASK) || ((text.includes('{{') || text.includes('$')) && SUBSTITUTION.test(text));

export function maskTemplate(text: string): Masked {
  const openings: Opening[] = [];
  let result = '';
  let at = 0;
  // Behind the last closing braces nothing can match, and looking for it from every opening would take for ever.
  for (const match of text.slice(0, text.lastIndexOf('}}') + 2).matchAll(ACTION)) {
    const start = match.index;
    const end = start + match[0].length;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const nextBreak = text.indexOf('\n', end);
    const before = text.slice(lineStart, start).replaceAll(ACTION, '');
    const after = text.slice(end, nextBreak < 0 ? text.length : nextBreak).replaceAll(ACTION, '');
    const alone = before.trim() === '' && after.trim() === '';
    if (alone && !CONTROL.test(match[0])) {
      openings.push({ offset: start, indent: Number(NINDENT.exec(match[0])?.[1] ?? start - lineStart) });
    }
    result += text.slice(at, start) + match[0].replace(/[^\r\n]/g, alone ? ' ' : MASK);
    at = end;
  }
  return { text: result + text.slice(at), openings };
}

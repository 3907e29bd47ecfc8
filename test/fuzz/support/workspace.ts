/** Files as a workspace in which a rule that throws is a failure. */
import { RULES, type Span, Workspace } from '../../../server/src/core';

export const ROOT = 'file:///w/';

export function workspaceOf(files: ReadonlyMap<string, string>): Workspace {
  const workspace = new Workspace({
    roots: [ROOT],
    rules: RULES,
    onRuleError: (rule, error) => {
      throw new Error(`rule ${rule} threw`, { cause: error });
    },
  });
  workspace.update(new Map([...files].map(([name, text]) => [ROOT + name, { text }])));
  return workspace;
}

/** @throws with the text when a span is not in it */
export function expectInside(span: Span, text: string, what: string): void {
  if (span.start >= 0 && span.end >= span.start && span.end <= text.length) return;
  throw new Error(`${what} at ${span.start}-${span.end} of ${text.length} in ${JSON.stringify(text)}`);
}

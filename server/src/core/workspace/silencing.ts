/** Suppression comments of a file at work: what they silence, and which of them silence nothing. */
import { nearest } from '../model/nearest';
import type { PlacedDocument, SourceFile } from '../model/source-file';
import type { Suppression } from '../model/suppression';
import type { Finding } from '../rules/finding';
import type { Span } from '../text/span';
import type { PlacedFinding, PlacedFix, SeverityOverrides } from './placed-finding';

export const SUPPRESSION_UNUSED = 'suppression-unused';

interface Named {
  readonly placed: PlacedDocument;
  readonly suppression: Suppression;
  readonly id: string;
  /** In the document. */
  readonly span: Span;
  used: boolean;
}

export class Silencing {
  readonly #file: SourceFile;
  readonly #named: readonly Named[];

  constructor(file: SourceFile) {
    this.#file = file;
    const named: Named[] = [];
    for (const placed of file.documents) {
      for (const suppression of placed.document.suppressions) {
        for (const { id, span } of suppression.rules) named.push({ placed, suppression, id, span, used: false });
      }
    }
    this.#named = named;
  }

  /** True when a comment silences the finding; that comment then counts as used. */
  covers(finding: Finding): boolean {
    let covered = false;
    for (const named of this.#named) {
      if (named.id !== finding.rule || !reaches(named, finding)) continue;
      named.used = true;
      covered = true;
    }
    return covered;
  }

  /** To be asked after every finding was shown to {@link covers}: a finding for each rule id that silenced nothing. */
  unused(ruleIds: ReadonlySet<string>, overrides: SeverityOverrides): Omit<PlacedFinding, 'uri'>[] {
    const severity = overrides[SUPPRESSION_UNUSED] ?? 'information';
    if (severity === 'off') return [];
    return this.#named
      .filter(({ id, used }) => !used && overrides[id] !== 'off')
      .map((named) => ({
        rule: SUPPRESSION_UNUSED,
        severity,
        span: this.#place(named, named.span),
        message: ruleIds.has(named.id)
          ? `This comment silences nothing: ${named.id} finds nothing ${named.suppression.scope === 'file' ? 'in this file' : 'on the next line'}. Remove it.`
          : unknownRule(named.id, ruleIds),
        related: [],
        fixes: [this.#removal(named)],
      }));
  }

  #place({ placed }: Named, span: Span): Span {
    return { start: span.start + placed.start, end: span.end + placed.start };
  }

  /** Takes the id out of its list, or the whole comment where it stands alone. */
  #removal(named: Named): PlacedFix {
    const { suppression, placed, span } = named;
    const { text } = placed.document;
    const others = suppression.rules.filter((rule) => rule.span !== span);
    const index = suppression.rules.findIndex((rule) => rule.span === span);
    const next = suppression.rules[index + 1];
    const previous = suppression.rules[index - 1];
    const lineStart = text.lastIndexOf('\n', suppression.span.start - 1) + 1;
    const alone = text.slice(lineStart, suppression.span.start).trim() === '';
    const lineEnd = text.indexOf('\n', suppression.span.end);
    const removed =
      others.length > 0
        ? { start: next ? span.start : previous!.span.end, end: next ? next.span.start : span.end }
        : alone
          ? { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 }
          : suppression.span;
    return {
      title: others.length > 0 ? `Remove ${named.id} from the comment` : 'Remove the comment',
      safe: true,
      edits: () => [{ uri: this.#file.uri, span: this.#place(named, removed), newText: '' }],
    };
  }
}

const reaches = ({ suppression, placed }: Named, finding: Finding): boolean =>
  suppression.scope === 'file' ||
  (finding.document === placed.document &&
    suppression.line.start <= finding.span.start &&
    finding.span.start <= suppression.line.end);

function unknownRule(id: string, ruleIds: ReadonlySet<string>): string {
  const meant = nearest(id, ruleIds);
  return `No rule is called ${id}, so this comment silences nothing. ${meant ? `Did you mean ${meant}?` : 'Correct the name, or remove it.'}`;
}

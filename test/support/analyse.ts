import type { KindId } from '../../server/src/core/model/kinds';
import { newCounters, SourceFile } from '../../server/src/core/model/source-file';
import { DEFAULT_PLATFORM, type Platform } from '../../server/src/core/platform/platform';
import { RULES } from '../../server/src/core/rules/index.gen';
import { applyEdits } from '../../server/src/core/text/edit';
import { LineIndex } from '../../server/src/core/text/line-index';
import { Analysis } from '../../server/src/core/workspace/analysis';
import { type PlacedFinding, type PlacedFix, placedFindings } from '../../server/src/core/workspace/placed-finding';
import { PROJECT_COMPOSER } from '../../server/src/core/workspace/project-composer';
import { Snapshot } from '../../server/src/core/workspace/snapshot';

export const ROOT = 'file:///w/';

export interface Analysed {
  readonly analysis: Analysis;
  readonly findings: readonly PlacedFinding[];
  /** Kinds that each rule looked up. */
  readonly lookups: ReadonlyMap<string, ReadonlySet<KindId>>;
}

/** Analyses files given by name, with every rule. A rule that throws fails the test. */
export function analyse(files: ReadonlyMap<string, string>, platform: Partial<Platform> = {}): Analysed {
  const counters = newCounters();
  const sources = [...files].map(([name, text]) => SourceFile.open(ROOT + name, text, { counters }));
  const lookups = new Map<string, Set<KindId>>();
  const snapshot = Snapshot.of(sources, {
    roots: [ROOT],
    platform: { ...DEFAULT_PLATFORM, ...platform },
    composer: PROJECT_COMPOSER,
  });
  const analysis = new Analysis(snapshot, RULES, {
    counters,
    onRuleError: (rule, error) => {
      throw new Error(`rule ${rule} threw`, { cause: error });
    },
    onLookup: (rule, kind) => lookups.set(rule, (lookups.get(rule) ?? new Set()).add(kind)),
  });
  return { analysis, lookups, findings: sources.flatMap((file) => placedFindings(analysis, file)) };
}

/** `file:line:start-end rule`, all counted from 0; the end is that of the first line for spans over several. */
export function describeFinding(finding: PlacedFinding, files: ReadonlyMap<string, string>): string {
  const name = finding.uri.slice(ROOT.length);
  const text = files.get(name)!;
  const lines = new LineIndex(text);
  const start = lines.positionAt(finding.span.start);
  const lineBreak = text.indexOf('\n', finding.span.start);
  const end = Math.min(finding.span.end, lineBreak < 0 ? text.length : lineBreak);
  return `${name}:${start.line}:${start.character}-${lines.positionAt(end).character} ${finding.rule}`;
}

/** The files after a fix. */
export function applyFix(files: ReadonlyMap<string, string>, fix: PlacedFix): Map<string, string> {
  const after = new Map(files);
  const edits = fix.edits();
  for (const uri of new Set(edits.map((edit) => edit.uri))) {
    const name = uri.slice(ROOT.length);
    after.set(
      name,
      applyEdits(
        files.get(name)!,
        edits.filter((edit) => edit.uri === uri),
      ),
    );
  }
  return after;
}

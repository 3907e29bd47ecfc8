/** The one mutable thing in core: holds the current snapshot and its analysis, and moves both along with the files. */
import { type Counters, type FileNotice, newCounters, SourceFile } from '../model/source-file';
import { DEFAULT_PLATFORM, type Platform } from '../platform/platform';
import type { Rule } from '../rules/define';
import { Analysis } from './analysis';
import { fixAll } from './fix-all';
import { type FileEdit, type PlacedFinding, placedFindings, type SeverityOverrides } from './placed-finding';
import { Snapshot } from './snapshot';

/** A file's new content; `undefined` in its place means that the file is gone. */
export interface FileContent {
  readonly text: string;
  readonly notice?: FileNotice;
}

export interface WorkspaceOptions {
  /** Folder URIs with a trailing slash. */
  readonly roots: readonly string[];
  readonly rules: readonly Rule[];
  readonly platform?: Platform;
  readonly severities?: SeverityOverrides;
  readonly onRuleError?: (rule: string, error: unknown) => void;
}

export class Workspace {
  readonly counters: Counters = newCounters();
  #options: WorkspaceOptions;
  #analysis: Analysis;

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    this.#analysis = this.#analyse([]);
  }

  get snapshot(): Snapshot {
    return this.#analysis.snapshot;
  }

  /**
   * Applies new contents of files, all at once.
   * @returns URIs whose findings may have changed, the given ones included.
   */
  update(contents: ReadonlyMap<string, FileContent | undefined>): ReadonlySet<string> {
    const files = new Map<string, SourceFile | undefined>();
    for (const [uri, content] of contents) {
      const before = this.snapshot.files.get(uri);
      if (!content) {
        if (before) files.set(uri, undefined);
        continue;
      }
      const after = this.open(uri, content);
      if (after !== before) files.set(uri, after);
    }
    return this.put(files);
  }

  /** A content as a file that is not part of the workspace yet: a host may read its documents bit by bit before it is put in. */
  open(uri: string, content: FileContent): SourceFile {
    const before = this.snapshot.files.get(uri);
    const options = { counters: this.counters, notice: content.notice };
    return before ? before.withText(content.text, options) : SourceFile.open(uri, content.text, options);
  }

  /** Like `update`, for files made by `open`. */
  put(files: ReadonlyMap<string, SourceFile | undefined>): ReadonlySet<string> {
    if (files.size === 0) return new Set();
    const { snapshot, changes } = this.snapshot.with(files);
    const touched = new Set(this.#analysis.update(snapshot, changes));
    for (const uri of files.keys()) touched.add(uri);
    return touched;
  }

  /** Takes over new folders or settings. Parsed documents are kept; unless only severities differ, everything is analysed anew. */
  configure(options: Partial<WorkspaceOptions>): void {
    const before = this.#options;
    const after = { ...before, ...options };
    this.#options = after;
    const onlySeverities = (Object.keys(after) as (keyof WorkspaceOptions)[]).every(
      (key) => key === 'severities' || after[key] === before[key],
    );
    if (!onlySeverities) this.#analysis = this.#analyse([...this.snapshot.files.values()]);
  }

  /** Findings of a file in the order a user reads them; none for unknown files. */
  findings(uri: string): readonly PlacedFinding[] {
    const file = this.snapshot.files.get(uri);
    return file ? placedFindings(this.#analysis, file, this.#options.severities) : [];
  }

  /** Edits that apply every safe fix of a file, those included that only show up after others; none for a file without any. */
  fixAll(uri: string): readonly FileEdit[] {
    return fixAll(this.snapshot, this.#options.rules, uri, this.#options.severities);
  }

  #analyse(files: readonly SourceFile[]): Analysis {
    const { roots, platform, rules, onRuleError } = this.#options;
    const snapshot = Snapshot.of(files, { roots, platform: platform ?? DEFAULT_PLATFORM });
    return new Analysis(snapshot, rules, { counters: this.counters, onRuleError });
  }
}

/** The one mutable thing in core: holds the current snapshot and its analysis, and moves both along with the files. */
import { chartFolderOf, isChartTemplate } from '../helm/chart-files';
import { type Counters, type FileNotice, newCounters, SourceFile } from '../model/source-file';
import { DEFAULT_PLATFORM, type Platform } from '../platform/platform';
import type { Rule } from '../rules/define';
import { Analysis } from './analysis';
import type { LeftOut } from './bundle';
import { fixAll, fixFiles } from './fix-all';
import type { NamedSet } from './partition';
import { type FileEdit, type PlacedFinding, placedFindings, type SeverityOverrides } from './placed-finding';
import { PROJECT_COMPOSER } from './project-composer';
import { Snapshot } from './snapshot';

/** A file's new content; `undefined` in its place means that the file is gone. */
export interface FileContent {
  readonly text: string;
  readonly notice?: FileNotice;
}

export interface WorkspaceOptions {
  /** Folder URIs with a trailing slash. */
  readonly roots: readonly string[];
  /** Folder URIs whose files are all put in, so that what is missing there is not there; without it, the roots. */
  readonly listed?: readonly string[];
  /** What lies in those folders and is not looked at; the same map again means that nothing changed. */
  readonly leftOut?: LeftOut;
  /** Sets that the user named; the same array again means that nothing changed. */
  readonly named?: readonly NamedSet[];
  readonly rules: readonly Rule[];
  readonly platform?: Platform;
  /** For all files, or asked for each. */
  readonly severities?: SeverityOverrides | ((uri: string) => SeverityOverrides);
  /** The findings are asked for once and files hardly change after that: takes less time and memory at first, and more at each change. */
  readonly once?: boolean;
  readonly onRuleError?: (rule: string, error: unknown) => void;
}

/** Objects that rules run on in one step: a few ms. */
const SLICE = 20;

export class Workspace {
  readonly counters: Counters = newCounters();
  readonly #charts = new Set<string>();
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
    const options = { counters: this.counters, notice: content.notice, template: isChartTemplate(uri, this.#charts) };
    return before ? before.withText(content.text, options) : SourceFile.open(uri, content.text, options);
  }

  /** Like `update`, for files made by `open`. */
  put(files: ReadonlyMap<string, SourceFile | undefined>): ReadonlySet<string> {
    return this.#put(files, false);
  }

  /**
   * Like `put`, for files by the thousand: all of them are in at the first step, and rules run on a few of their objects at each further one.
   * Updates may come between the steps. To be followed to its end; until then findings are right but not all.
   */
  *putInSlices(files: ReadonlyMap<string, SourceFile | undefined>): Generator<undefined, ReadonlySet<string>> {
    const touched = new Set(this.#put(files, true));
    const analysis = this.#analysis;
    const work = analysis.catchUp(SLICE);
    let step = work.next();
    // Other settings in between: everything was analysed anew.
    for (; !step.done && this.#analysis === analysis; step = work.next()) yield;
    for (const uri of step.value ?? []) touched.add(uri);
    return touched;
  }

  #put(files: ReadonlyMap<string, SourceFile | undefined>, later: boolean): ReadonlySet<string> {
    if (files.size === 0) return new Set();
    const updates = this.#asCharts(files);
    const { snapshot, changes } = this.snapshot.with(updates);
    const touched = new Set(this.#analysis.update(snapshot, changes, later));
    for (const uri of updates.keys()) touched.add(uri);
    return touched;
  }

  /** Where a chart comes or goes, files below it are templates or no more. */
  #asCharts(files: ReadonlyMap<string, SourceFile | undefined>): ReadonlyMap<string, SourceFile | undefined> {
    let moved = false;
    for (const [uri, file] of files) {
      const folder = chartFolderOf(uri);
      if (folder === undefined || this.#charts.has(folder) === (file !== undefined)) continue;
      moved = true;
      if (file) this.#charts.add(folder);
      else this.#charts.delete(folder);
    }
    const updates = new Map(files);
    const reopen = (uri: string, file: SourceFile | undefined) => {
      const template = isChartTemplate(uri, this.#charts);
      if (!file || file.template === template) return;
      updates.set(uri, SourceFile.open(uri, file.text, { template, notice: file.notice, counters: this.counters }));
    };
    for (const [uri, file] of files) reopen(uri, file);
    if (moved) for (const [uri, file] of this.snapshot.files) if (!files.has(uri)) reopen(uri, file);
    return updates;
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
    return file ? placedFindings(this.#analysis, file, this.#severitiesOf(uri)) : [];
  }

  /** Edits that apply every safe fix of a file, those included that only show up after others; none for a file without any. */
  fixAll(uri: string): readonly FileEdit[] {
    return fixAll(this.snapshot, this.#options.rules, uri, this.#severitiesOf(uri));
  }

  /** New texts of the files among `uris` that safe fixes change; the workspace stays as it is. */
  fixFiles(uris: readonly string[]): ReadonlyMap<string, string> {
    return fixFiles(this.snapshot, this.#options.rules, uris, (uri) => this.#severitiesOf(uri));
  }

  #severitiesOf(uri: string): SeverityOverrides | undefined {
    const { severities } = this.#options;
    return typeof severities === 'function' ? severities(uri) : severities;
  }

  #analyse(files: readonly SourceFile[]): Analysis {
    const { roots, listed, leftOut, named, platform, rules, once, onRuleError } = this.#options;
    const options = {
      roots,
      listed,
      leftOut,
      named,
      platform: platform ?? DEFAULT_PLATFORM,
      composer: PROJECT_COMPOSER,
    };
    const snapshot = Snapshot.of(files, options);
    return new Analysis(snapshot, rules, { counters: this.counters, once, onRuleError });
  }
}

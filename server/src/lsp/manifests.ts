/** The core's workspace, with changes queued in front of it: several that arrive together are taken in at once. */
import {
  type FileContent,
  isResourceRule,
  type LeftOut,
  type PlacedFinding,
  RULES,
  type SourceFile,
  SUPPRESSION_UNUSED,
  Workspace,
} from '../core';
import { Lines } from '../ide/lines';
import { SCHEMA_RULES, type SchemaValidation, schemaSilence } from '../ide/schema-validation';

export interface ManifestsOptions {
  /** Folder URIs with a trailing slash. */
  readonly roots: readonly string[];
  readonly onRuleError: (rule: string, error: unknown) => void;
  /** Told of files whose findings may have changed. */
  readonly onTouched: (uris: Iterable<string>) => void;
  /** Runs a function soon, after messages that have arrived by then. */
  readonly defer: (run: () => void) => void;
}

/** Rules that compare with other objects: as long as not all files are read, what is missing may only be late. */
const COMPARING: ReadonlySet<string> = new Set([
  ...RULES.filter((rule) => (isResourceRule(rule) ? (rule.reads?.length ?? 0) > 0 : rule.on === 'composition')).map(
    (rule) => rule.id,
  ),
  SUPPRESSION_UNUSED,
]);

export class Manifests {
  readonly workspace: Workspace;
  readonly lines: Lines;
  readonly #options: ManifestsOptions;
  readonly #queue = new Map<string, FileContent | undefined>();
  #queued = false;
  #changes = 0;
  #leftOut = '[]';
  #unread: ReadonlySet<string> = new Set();
  #changed: Set<string> | undefined;
  #schemaValidation: SchemaValidation = 'auto';
  #elsewhere: readonly string[] | undefined;
  #schemaSilence: (file: SourceFile) => boolean = () => false;

  constructor(options: ManifestsOptions) {
    this.#options = options;
    this.workspace = new Workspace({ roots: options.roots, rules: RULES, onRuleError: options.onRuleError });
    this.lines = new Lines(this.workspace);
  }

  /** Folders (URIs with a trailing slash) whose files are not all read yet. */
  get unread(): ReadonlySet<string> {
    return this.#unread;
  }

  set unread(roots: ReadonlySet<string>) {
    this.#unread = roots;
  }

  /** What the folders hold and nobody looks at. */
  set leftOut(leftOut: LeftOut) {
    const text = JSON.stringify([...leftOut]);
    if (text === this.#leftOut) return;
    this.#leftOut = text;
    this.workspace.configure({ leftOut });
  }

  /** Whether schema faults are told; and the globs of files that another extension checks, when there is one. */
  set schemaValidation(mode: SchemaValidation) {
    this.#schemaValidation = mode;
    this.#schemaSilence = schemaSilence(mode, this.#elsewhere);
  }

  set validatedElsewhere(globs: readonly string[] | undefined) {
    this.#elsewhere = globs;
    this.#schemaSilence = schemaSilence(this.#schemaValidation, globs);
  }

  /** Queues a file's new content; `undefined`: the file is gone. */
  change(uri: string, content: FileContent | undefined): void {
    this.#changed?.add(uri);
    this.#queue.set(uri, content);
    this.#changes++;
    if (this.#queued) return;
    this.#queued = true;
    void this.quiet().then(() => {
      this.#queued = false;
      this.flush();
    });
  }

  /**
   * Resolves when no further change is waiting: messages are handled one a turn, and a turn has passed without one. Two are awaited,
   * since the next message of this turn may come after us.
   */
  async quiet(): Promise<void> {
    const { defer } = this.#options;
    for (let seen = -1; seen !== this.#changes; ) {
      seen = this.#changes;
      await new Promise<void>((resolve) => defer(() => defer(resolve)));
    }
  }

  /** Takes in what is queued. */
  flush(): void {
    if (this.#queue.size === 0) return;
    const contents = new Map(this.#queue);
    this.#queue.clear();
    this.#options.onTouched(this.workspace.update(contents));
  }

  /** A set that fills with the files changed from now on, so that a slow reader can tell what it has read too early. */
  recordChanges(): ReadonlySet<string> {
    this.#changed = new Set();
    return this.#changed;
  }

  stopRecording(): void {
    this.#changed = undefined;
  }

  /** Takes in many files; messages are served while rules run on them. */
  async put(files: ReadonlyMap<string, SourceFile | undefined>): Promise<void> {
    this.flush();
    const work = this.workspace.putInSlices(files);
    let step = work.next();
    for (; !step.done; step = work.next()) await new Promise<void>((resolve) => this.#options.defer(resolve));
    this.#options.onTouched(step.value);
  }

  /** Findings of a file as of now. */
  findings(uri: string): readonly PlacedFinding[] {
    this.flush();
    const file = this.workspace.snapshot.files.get(uri);
    const all = this.workspace.findings(uri);
    const findings = file && this.#schemaSilence(file) ? all.filter(({ rule }) => !SCHEMA_RULES.has(rule)) : all;
    const settled = ![...this.#unread].some((root) => uri.startsWith(root));
    return settled ? findings : findings.filter((finding) => !COMPARING.has(finding.rule));
  }
}

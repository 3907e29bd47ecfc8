/** What a scaffold asks and gives, as plain data: the protocol's payloads have the same shape. */
import type { Span } from '../text/span';

/** An earlier answer on which something depends. */
export interface ScaffoldCondition {
  readonly key: string;
  readonly is: readonly string[];
}

export interface ScaffoldChoice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
  /** The choice is there only then; where the default is not, the first choice that is takes its place. */
  readonly when?: ScaffoldCondition;
}

export interface ScaffoldInput {
  readonly key: string;
  readonly title: string;
  readonly prompt: string;
  /** A `list` is written with commas between its items. */
  readonly kind: 'text' | 'choice' | 'list' | 'number';
  readonly choices?: readonly ScaffoldChoice[];
  readonly default?: string;
  /** Key of an earlier input whose answer is the default. */
  readonly defaultFrom?: string;
  /** The question is asked only then. */
  readonly when?: ScaffoldCondition;
  /** Which of the workspace's facts to offer first. */
  readonly offers?: 'namespaces' | 'gateways' | 'serviceAccounts' | 'models';
}

export interface ScaffoldInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Key of the input that names the folder for the files. */
  readonly folder: string;
  /** Path of the file to show first. */
  readonly open: string;
  readonly inputs: readonly ScaffoldInput[];
}

/** Answers by input key. */
export type ScaffoldValues = Readonly<Record<string, string>>;

export interface ScaffoldFile {
  /** Relative to the folder that the user picks, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface RenderedScaffold {
  readonly files: readonly ScaffoldFile[];
  /** What to do next, in order: a sentence, then commands on lines of their own that begin with two blanks. */
  readonly next: readonly string[];
}

/** What a scaffold does to a workspace that has some of it already. */
export interface ScaffoldPlan {
  /** New files, relative to the folder. Those that hold no YAML may be there: a host that writes them has to look. */
  readonly creates: readonly ScaffoldFile[];
  /** Changes of files that are there, in offsets of these. */
  readonly edits: readonly PlannedEdit[];
  /** What is there and differs; it stays as it is. */
  readonly clashes: readonly ScaffoldClash[];
  readonly next: readonly string[];
}

export interface PlannedEdit {
  readonly uri: string;
  readonly span: Span;
  readonly newText: string;
  /** What changes, such as `Namespace user1`. */
  readonly label: string;
}

export interface ScaffoldClash {
  readonly uri: string;
  /** Where the object stands. */
  readonly span: Span;
  /** Kind and name, such as `PeerAuthentication user1/default`. */
  readonly object: string;
  readonly message: string;
}

/** What the workspace has to offer as answers. */
export interface WorkspaceFacts {
  readonly namespaces: readonly string[];
  /** `namespace/name` of Istio Gateways. */
  readonly gateways: readonly string[];
  /** `namespace/name`. */
  readonly serviceAccounts: readonly string[];
  /** Names of InferenceServices. */
  readonly models?: readonly string[];
  /** Ports that Gateways or the Services in front of them use. */
  readonly usedPorts: readonly number[];
  readonly trustDomain: string;
}

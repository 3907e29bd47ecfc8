/** What a scaffold asks and gives, as plain data: the protocol's payloads are told there, what has offsets in it here. */
import type { ScaffoldFile } from '../../protocol/scaffold';
import type { Span } from '../text/span';

export type {
  ScaffoldChoice,
  ScaffoldCondition,
  ScaffoldFile,
  ScaffoldInfo,
  ScaffoldInput,
  ScaffoldValues,
  UsedPort,
  WorkspaceFacts,
} from '../../protocol/scaffold';

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

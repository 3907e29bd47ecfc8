/** What a rule is: data about it, and a function from one object (or one document) to findings. */
import type { KindId } from '../model/kinds';
import type { Lookups } from '../model/lookups';
import type { Resource } from '../model/resource';
import type { ManifestDocument } from '../model/source-file';
import type { AbsentObject } from '../platform/externals';
import type { Span } from '../text/span';
import type { CompositionProblem } from '../workspace/bundle';
import type { YamlNode } from '../yaml/node';

export type Severity = 'error' | 'warning' | 'information' | 'hint';
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** What is wrong, why it matters, what to do: a message always says all three. `why` may be left out where `what` says it. */
export interface Message {
  readonly what: string;
  readonly why?: string;
  readonly todo: string;
}

export interface Replacement {
  readonly document: ManifestDocument;
  /** In the document's own offsets. */
  readonly span: Span;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  /** Safe fixes keep what the author meant and may be applied unasked (`--fix`, fix all). */
  readonly safe: boolean;
  /** Called when the fix is asked for; one document edit or several, applied together. */
  readonly edits: () => readonly Replacement[];
}

export interface Related {
  readonly document: ManifestDocument;
  readonly span: Span;
  readonly message: string;
}

export interface Report {
  /** The node or span to mark, in the subject's own document. */
  readonly at: YamlNode | Span;
  readonly message: Message;
  /** Weaker or stronger than the rule's own severity, where the rule's page says when. */
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
  /**
   * What no file defines: nothing is reported where `meshward.externals` says that it, or one of several, is in the cluster. Without it the
   * setting silences a rule that concludes `fromAbsence` by any kind and namespace that the rule looked into.
   */
  readonly absent?: AbsentObject | readonly AbsentObject[];
}

export type { Lookups };

/** Lookups are recorded: an edit re-runs a rule only when it changed something that the rule looked at. */
export interface RuleContext extends Lookups {
  report(report: Report): void;
}

interface RuleData {
  /** Kebab case; equals the file's name, the page's name and the diagnostic's code; reads well after "allow". */
  readonly id: string;
  readonly severity: Severity;
  /** One line for tables: the bad pattern, in present tense. */
  readonly summary: string;
  /** Upstream facts that the rule rests on: project, file or page, and what it says. */
  readonly sources: readonly string[];
  /** The same check elsewhere: IST…, KIA…, admission webhooks, CRD schema. */
  readonly peers: readonly string[];
}

/** Looks at one object of the kinds in `on`, with the rest of its manifest set at hand. */
export interface ResourceRule extends RuleData {
  readonly on: readonly KindId[];
  /**
   * Concludes from what the files do not have. Where a part of the set cannot be seen (a remote base, a generator, a template) that
   * proves nothing, so what it reports is information at most.
   */
  readonly fromAbsence?: boolean;
  /** Kinds looked up besides `on`; a test compares the declaration with the lookups made. */
  readonly reads?: readonly KindId[];
  check(resource: Resource, context: RuleContext): void;
}

/** Looks at a document's text and tree before any object is read: faults of the YAML itself. */
export interface DocumentRule extends RuleData {
  readonly on: 'document';
  check(document: ManifestDocument, report: (report: Report) => void): void;
}

/** Puts into words what came up when files were put together: a kustomization that names what is not there. */
export interface CompositionRule extends RuleData {
  readonly on: 'composition';
  check(problem: CompositionProblem, report: (report: Report) => void): void;
}

export type Rule = ResourceRule | DocumentRule | CompositionRule;

export const defineRule = (rule: ResourceRule): ResourceRule => rule;
export const defineDocumentRule = (rule: DocumentRule): DocumentRule => rule;
export const defineCompositionRule = (rule: CompositionRule): CompositionRule => rule;

export const isResourceRule = (rule: Rule): rule is ResourceRule => typeof rule.on !== 'string';

/** The message as one line: "What: why. To do." */
export function renderMessage({ what, why, todo }: Message): string {
  return `${what}${why ? `: ${why}` : ''}. ${todo}${todo.endsWith('?') ? '' : '.'}`;
}

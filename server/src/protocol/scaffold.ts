/** Scaffolds: multi-file templates that the client asks questions for and the server renders. */

/** Lists the scaffolds. Params: none. Result: {@link ScaffoldInfo}[]. */
export const SCAFFOLDS_REQUEST = 'meshward/scaffolds';
/** Renders one. Params: {@link ScaffoldParams}. Result: {@link ScaffoldResult}. */
export const SCAFFOLD_REQUEST = 'meshward/scaffold';
/** Checks one answer while it is typed. Params: {@link ScaffoldValidateParams}. Result: a message, or null when the answer will do. */
export const SCAFFOLD_VALIDATE_REQUEST = 'meshward/scaffoldValidate';
/**
 * The answer to propose for a question, by earlier answers and the workspace: a free port, the mesh's trust domain. Params:
 * {@link ScaffoldSuggestParams}. Result: a string, or null when the workspace says no more than the question's own default.
 */
export const SCAFFOLD_SUGGEST_REQUEST = 'meshward/scaffoldSuggest';
/** What the workspace has to offer as answers. Params: none. Result: {@link WorkspaceFacts}. */
export const WORKSPACE_FACTS_REQUEST = 'meshward/workspaceFacts';

/** An earlier answer on which something depends. */
export interface ScaffoldCondition {
  readonly key: string;
  readonly is: readonly string[];
}

/** One choice among several. */
export interface ScaffoldChoice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
  /** The choice is there only then; where the default is not, the first choice that is takes its place. */
  readonly when?: ScaffoldCondition;
}

/** One question of a scaffold. */
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
  /** The question is asked only when an earlier answer is one of these. */
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

export type ScaffoldValues = Readonly<Record<string, string>>;

export interface ScaffoldParams {
  readonly name: string;
  readonly values: ScaffoldValues;
  /** URI where the files are to go; with it the result has a {@link ScaffoldPlan}. */
  readonly folder?: string;
  /** Instead of files: the main manifests go into this document, and all of the plan is edits. */
  readonly at?: { readonly uri: string; readonly position: { readonly line: number; readonly character: number } };
}

/** What the files become in a workspace that has some of it already. Edits and clashes are about files that are there. */
export interface ScaffoldPlan {
  readonly creates: readonly ScaffoldFile[];
  readonly edits: readonly ScaffoldEdit[];
  readonly clashes: readonly ScaffoldClash[];
}

/** Lines and characters from 0, as in LSP. */
interface ScaffoldRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface ScaffoldEdit {
  readonly uri: string;
  readonly range: ScaffoldRange;
  readonly newText: string;
  /** What changes, such as `Namespace user1`. */
  readonly label: string;
}

/** An object that is there with another content, and stays as it is. */
export interface ScaffoldClash {
  readonly uri: string;
  readonly range: ScaffoldRange;
  readonly object: string;
  readonly message: string;
}

export interface ScaffoldFile {
  /** Relative to the folder that the user picks, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Files to write and what to do next, or the answer that will not do. */
export type ScaffoldResult =
  | { readonly files: readonly ScaffoldFile[]; readonly next: readonly string[]; readonly plan?: ScaffoldPlan }
  | { readonly error: { readonly field: string; readonly message: string } };

export interface ScaffoldValidateParams {
  readonly name: string;
  readonly key: string;
  readonly value: string;
  /** Earlier answers: with them the answer is held against the workspace too. */
  readonly values?: ScaffoldValues;
}

export interface ScaffoldSuggestParams {
  readonly name: string;
  readonly key: string;
  /** Earlier answers. */
  readonly values: ScaffoldValues;
}

export interface UsedPort {
  readonly port: number;
  /** `namespace/name` of the Gateway or Service. */
  readonly owner: string;
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
  /** Ports that Gateways or the Services in front of them use, by number. */
  readonly usedPorts: readonly UsedPort[];
  readonly trustDomain: string;
  /** URIs of folders that new folders may go into, as the manifests are laid out: the likeliest first. */
  readonly parents: readonly string[];
}

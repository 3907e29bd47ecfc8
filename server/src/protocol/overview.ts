/** What the view "Meshward" of the explorer shows: manifest sets, their models with who gets in, and their policies. */
import type { AccessService } from './access';
import type { ProtocolLocation } from './locations';

/** Lists the manifest sets that hold models or policies. Params: none. Result: {@link Overview}. */
export const OVERVIEW_REQUEST = 'meshward/overview';
/**
 * What is in one of them. Params: {@link OverviewSetParams}. Result: {@link OverviewContent}; empty when the set is gone. As with the
 * requests about access, the client is told once of changes afterwards.
 */
export const OVERVIEW_SET_REQUEST = 'meshward/overview/set';

export interface OverviewSet {
  readonly id: string;
  /** Its folder, relative to the workspace folder. */
  readonly label: string;
  readonly services: number;
  readonly policies: number;
}

export interface Overview {
  readonly sets: readonly OverviewSet[];
  /** Files are still being read, so more may come. */
  readonly reading: boolean;
}

export interface OverviewSetParams {
  readonly id: string;
}

export interface OverviewService extends AccessService {
  /** Who gets in, in one line. */
  readonly summary: string;
}

export interface OverviewPolicy {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `ALLOW`, `STRICT`…: the word that counts; `null` where there is none, or it is not known. */
  readonly effect: string | null;
  readonly location: ProtocolLocation | null;
}

export interface OverviewContent {
  readonly services: readonly OverviewService[];
  readonly policies: readonly OverviewPolicy[];
}

/** The kind of the code actions "Secure This InferenceService". */
export const SECURE_KIND = 'refactor.rewrite.meshward.secure';

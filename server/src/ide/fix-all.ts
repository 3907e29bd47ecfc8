/** All safe fixes of a file as one action. */
import type { FileEdit, PlacedFinding, Workspace } from '../core';

export const FIX_ALL_TITLE = 'Fix all safe Meshward findings';

/** Whether {@link fixAllEdits} would change anything; costs next to nothing. */
export const hasSafeFix = (findings: readonly PlacedFinding[]): boolean =>
  findings.some((finding) => finding.fixes.some((fix) => fix.safe));

export const fixAllEdits = (workspace: Workspace, uri: string): readonly FileEdit[] => workspace.fixAll(uri);

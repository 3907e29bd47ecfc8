/** A command of the client's that code lenses call: shows places, as "Go to References" does. */

/** Arguments: one {@link ShowLocations}. The client registers it; it answers with `editor.action.showReferences`. */
export const SHOW_LOCATIONS_COMMAND = 'meshward.showLocations';

export interface ProtocolPosition {
  readonly line: number;
  readonly character: number;
}

export interface ProtocolLocation {
  readonly uri: string;
  readonly range: { readonly start: ProtocolPosition; readonly end: ProtocolPosition };
}

export interface ShowLocations {
  /** Where the lens stands. */
  readonly uri: string;
  readonly position: ProtocolPosition;
  /** May be empty: then only `details` say more. */
  readonly locations: readonly ProtocolLocation[];
  /** A line each, for a message or a list. */
  readonly details: readonly string[];
}

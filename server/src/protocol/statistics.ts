/** Counts of work done since the start: they do not depend on the machine. Params: none. Result: {@link Statistics}. */
export const STATISTICS_REQUEST = 'meshward/documentsParsed';

export interface Statistics {
  readonly documentsParsed: number;
  readonly rulesRun: number;
}

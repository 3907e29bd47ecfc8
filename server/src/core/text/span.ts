/** A half-open range of UTF-16 offsets. Inside a segment's tree offsets count from the segment's start. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Set where the offsets are those of another document than the object's own: a kustomize patch, say. */
  readonly origin?: Origin;
}

/** The document whose offsets a span counts in. */
export interface Origin {
  readonly uri: string;
  readonly text: string;
}

/** The same span, moved by `by` UTF-16 units. */
export const shift = (span: Span, by: number): Span => ({ start: span.start + by, end: span.end + by });

/** True when `offset` lies in the span or at either edge of it (where a cursor still belongs to it). */
export const touches = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

/** True when the two spans share a character or touch. */
export const overlaps = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

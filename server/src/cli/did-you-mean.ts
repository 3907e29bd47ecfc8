import { nearest } from '../core';

/** " Did you mean X?" for the name that the user most likely meant, or nothing when none is close. */
export function didYouMean(wrong: string, names: Iterable<string>): string {
  const name = nearest(wrong, names);
  return name === undefined ? '' : ` Did you mean ${name}?`;
}

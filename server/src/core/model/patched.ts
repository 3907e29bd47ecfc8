/** Which of several values a patch wrote: where values disagree, the one that was changed last is the one to look at. */
import type { YamlNode } from '../yaml/node';

/** The first of the nodes that comes from a patch, unless all do; else the first. */
export const likelyCulprit = (first: YamlNode, ...others: readonly (YamlNode | undefined)[]): YamlNode =>
  first.span.origin ? first : (others.find((each) => each?.span.origin) ?? first);

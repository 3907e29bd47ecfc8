/** Routes of a VirtualService that look into the request's token (istio pkg/jwt ToRoutingClaim: `@request.auth.claims.NAME` or `[NAME]`). */
import { entriesOf, entryOf, itemsOf, type ScalarNode } from '../yaml/node';
import type { Resource } from './resource';

const CLAIM = /^@request\.auth\.claims(?:\..+|\[.+\])$/i;

/** Keys of header conditions that stand for claims. */
export const claimKeys = (resource: Resource): readonly ScalarNode[] =>
  itemsOf(resource.at('spec', 'http'))
    .flatMap((route) => itemsOf(entryOf(route, 'match')?.value))
    .flatMap((match) => ['headers', 'withoutHeaders'].flatMap((key) => entriesOf(entryOf(match, key)?.value)))
    .flatMap((entry) => (!entry.key.unknown && CLAIM.test(entry.key.text) ? [entry.key] : []));

/** Who can call a model, in sets that make no sense: every row has one of the known results, for reasons that stand in the files. */
import { expect, test } from 'vitest';
import { type AccessRow, evaluateAccess, explainRequest, placeOf } from '../../server/src/core';
import { HOST_KINDS } from '../../server/src/core/access/paths/types';
import { forInputs, LIMIT } from './support/inputs';
import { mutatedFiles } from './support/mutate';
import { ACCESS_SEEDS } from './support/seeds';
import { workspaceOf } from './support/workspace';

const RESULTS = ['200', '403', '404', '503', 'reset', 'refused', 'timeout', 'dns', 'unknown'];
const CALLERS = ['mesh:user1', 'mesh:other/default', 'mesh:', 'mesh:a/b/c', 'non-mesh', 'external', 'nobody', ''];

test('rows of every service of a mutated set', LIMIT, () =>
  forInputs(0.1, (random) => {
    const { snapshot } = workspaceOf(mutatedFiles(random, random.chance(0.8) ? ACCESS_SEEDS : undefined));
    for (const set of snapshot.sets) {
      const expectRow = (row: AccessRow) => {
        expect(RESULTS).toContain(row.result);
        expect(['on', 'off', 'none']).toContain(row.activator);
        expect(HOST_KINDS).toContain(row.host);
        for (const reason of [...row.reasons, ...row.assumptions]) {
          expect(reason.text).toMatch(/\S/);
          const place = placeOf(snapshot, reason);
          if (!place) continue;
          const file = snapshot.files.get(place.uri)!;
          if (place.span.start < 0 || place.span.end > file.text.length)
            throw new Error(`reason outside of ${JSON.stringify(file.text)}`);
        }
      };
      for (const service of evaluateAccess(snapshot, set)) {
        service.rows.forEach(expectRow);
        const to = `${service.namespace}/${service.name}`;
        const host = random.pick(HOST_KINDS);
        for (const row of explainRequest(snapshot, set, { from: random.pick(CALLERS), to, host }) ?? []) expectRow(row);
      }
    }
  }),
);

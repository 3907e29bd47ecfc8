import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LayeredMap } from '../../server/src/core/workspace/layered-map';

test('after any updates it holds what a plain map would, and earlier versions stay as they were', () => {
  const update = fc.tuple(fc.nat(12), fc.option(fc.nat(), { nil: undefined }));
  fc.assert(
    fc.property(fc.array(update), fc.array(fc.array(update, { maxLength: 3 }), { maxLength: 20 }), (first, rounds) => {
      const start = new Map(first.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
      let map = new LayeredMap(new Map(start));
      const plain = new Map(start);
      for (const round of rounds) {
        const before = map;
        const was = new Map(map);
        map = map.with(new Map(round));
        for (const [key, value] of new Map(round)) {
          if (value === undefined) plain.delete(key);
          else plain.set(key, value);
        }
        expect(new Map(before)).toEqual(was);
        expect(new Map(map)).toEqual(plain);
        expect(map.size).toBe(plain.size);
        for (let key = 0; key <= 12; key++) {
          expect(map.get(key)).toBe(plain.get(key));
          expect(map.has(key)).toBe(plain.has(key));
        }
        expect(new Set(map.keys())).toEqual(new Set(plain.keys()));
        expect([...map.values()].sort()).toEqual([...plain.values()].sort());
      }
    }),
    { seed: 5 },
  );
});

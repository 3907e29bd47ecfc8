/** The evaluator against recorded verdicts of a real Envoy. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replay } from '../../scripts/conformance.mjs';

const corpus = (name: string) => readFileSync(new URL(`../corpus/oracle/${name}`, import.meta.url), 'utf8');

describe('conformance', () => {
  it.each([
    ['cases-open.jsonl', 442],
    ['cases-probes.jsonl', 1014],
  ])('%s: all %i requests and every document', (name, requests) => {
    const result = replay(corpus(name));
    expect(result.disagreements).toEqual([]);
    expect([...result.unsupported]).toEqual([]);
    expect(result.agree).toBe(requests);
  });

  it('reports a disagreement with its place, and what was expected', () => {
    const first = corpus('cases-open.jsonl').split('\n')[0]!;
    const changed = first.replace('"verdict":"deny"', '"verdict":"allow"');
    expect(changed).not.toBe(first);
    const { disagreements } = replay(changed);
    expect(disagreements).toHaveLength(1);
    expect(disagreements[0]).toMatchObject({
      where: 'seed-kserve request 3',
      expected: expect.stringContaining('verdict=allow'),
    });
  });

  it('names an unsupported request by what it holds, whatever the outcome', () => {
    const first = JSON.parse(corpus('cases-open.jsonl').split('\n')[0]!);
    first.requests[0].headers = { Authorization: 'Bearer a.b.c' };
    const result = replay(JSON.stringify(first));
    expect([...result.unsupported]).toEqual([['a token written out as text', ['seed-kserve request 0']]]);
    expect(result.agree).toBe(first.requests.length - 1);
  });
});

import { describe, expect, test } from 'vitest';
import { likelySlip, nearest } from '../../server/src/core/model/nearest';

const FIXED = ['istio-system', 'knative-serving', 'default'];

describe('nearest', () => {
  test.each([
    ['source.namspace', ['source.namespace', 'source.ip'], 'source.namespace'],
    ['Client', ['client', 'clients'], 'client'],
    ['iris', ['iris'], undefined],
    ['ab', ['cd'], undefined],
    ['models', ['gateways'], undefined],
  ])('%s among %j', (name, names, expected) => {
    expect(nearest(name, names)).toBe(expected);
  });
});

describe('likelySlip', () => {
  test.each([
    ['knative-servng', [], 'knative-serving'],
    ['istio_system', [], 'istio-system'],
    ['reserach', ['research'], 'research'],
    ['resarch', ['research'], 'research'],
    ['Research', ['research'], 'research'],
  ])('%s is a slip', (name, names, expected) => {
    expect(likelySlip(name, names, FIXED)).toBe(expected);
  });

  test.each([
    ['user2', ['user1']],
    ['team-b', ['team-a']],
    ['models', ['model']],
    ['user11', ['user1']],
    ['monitoring', ['research']],
    ['prod', ['prd']],
    ['research', ['research', 'reserach']],
  ])('%s is a name of its own beside %j', (name, names) => {
    expect(likelySlip(name, names, FIXED)).toBeUndefined();
  });
});

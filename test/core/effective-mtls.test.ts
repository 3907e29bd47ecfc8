/** The mode that files give a policy's pods, and where they leave it open. */
import { expect, test } from 'vitest';
import { effectiveMtls } from '../../server/src/core/model/effective-mtls';
import type { Selector } from '../../server/src/core/model/selector';
import { SourceFile } from '../../server/src/core/model/source-file';
import { DEFAULT_PLATFORM } from '../../server/src/core/platform/platform';

interface Written {
  readonly namespace?: string;
  readonly app?: string;
  readonly mode?: string;
  readonly ports?: Record<string, { mode: string }>;
}

function modeOf(policies: readonly Written[], app?: string, namespace = 'user1') {
  const resources = policies.flatMap((one, i) => {
    const text = JSON.stringify({
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: `p${i}`, namespace: one.namespace ?? 'user1' },
      spec: {
        ...(one.app ? { selector: { matchLabels: { app: one.app } } } : {}),
        ...(one.mode ? { mtls: { mode: one.mode } } : {}),
        ...(one.ports ? { portLevelMtls: one.ports } : {}),
      },
    });
    return SourceFile.open(`file:///w/${i}.yaml`, text).resources;
  });
  const set = {
    platform: DEFAULT_PLATFORM,
    inNamespace: (kind: string, place: string) =>
      resources.filter((each) => each.kind === kind && each.namespace === place),
  };
  const selector: Selector | undefined = app
    ? { node: undefined, labels: new Map([['app', app]]), unknown: false }
    : undefined;
  return effectiveMtls(set, namespace, selector).mode;
}

const MESH = { namespace: 'istio-system', mode: 'STRICT' };

test.each<[string, Written[], string | undefined, string | undefined]>([
  ['no file says it', [], undefined, undefined],
  ['the mesh', [MESH], undefined, 'STRICT'],
  ['the namespace beats the mesh', [MESH, { mode: 'PERMISSIVE' }], undefined, 'PERMISSIVE'],
  ['UNSET takes the wider one', [MESH, { mode: 'UNSET' }], 'iris', 'STRICT'],
  ['no mode at all takes the wider one', [MESH, {}], 'iris', 'STRICT'],
  ['an UNSET mesh is PERMISSIVE', [{ namespace: 'istio-system', mode: 'UNSET' }], undefined, 'PERMISSIVE'],
  ['UNSET below nothing stays open', [{ mode: 'UNSET' }], undefined, undefined],
  ['the workload beats the namespace', [{ mode: 'STRICT' }, { app: 'iris', mode: 'DISABLE' }], 'iris', 'DISABLE'],
  ['other workloads do not count', [{ mode: 'STRICT' }, { app: 'web', mode: 'DISABLE' }], 'iris', 'STRICT'],
  ['some workloads differ', [{ mode: 'STRICT' }, { app: 'web', mode: 'DISABLE' }], undefined, undefined],
  [
    'a selector in the root namespace counts for nothing',
    [MESH, { namespace: 'istio-system', app: 'iris', mode: 'DISABLE' }],
    'iris',
    'STRICT',
  ],
  ['a port differs', [{ app: 'iris', mode: 'STRICT', ports: { 8080: { mode: 'PERMISSIVE' } } }], 'iris', undefined],
  ['a port says the same', [{ app: 'iris', mode: 'STRICT', ports: { 8080: { mode: 'STRICT' } } }], 'iris', 'STRICT'],
  ['two of one scope disagree', [{ mode: 'STRICT' }, { mode: 'PERMISSIVE' }], undefined, undefined],
  ['two of one scope agree', [{ mode: 'STRICT' }, { mode: 'STRICT' }], undefined, 'STRICT'],
  ['another namespace', [{ namespace: 'user2', mode: 'STRICT' }], undefined, undefined],
  ['a mode that is none', [{ mode: 'strict' }], undefined, undefined],
  ['a mode from a template', [{ mode: '{{ .Values.mode }}' }], undefined, undefined],
])('%s', (_title, policies, app, expected) => {
  expect(modeOf(policies, app)).toBe(expected);
});

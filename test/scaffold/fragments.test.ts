/** Fragments stand where they belong, give YAML in that place, and make no finding above information there. */
import { describe, expect, it } from 'vitest';
import { applyEdits, DEFAULT_PLATFORM } from '../../server/src/core';
import { SourceFile } from '../../server/src/core/model/source-file';
import { fragmentsAt, type WorkspaceFacts } from '../../server/src/core/scaffold';
import { FRAGMENTS } from '../../server/src/core/scaffold/templates.gen';
import { withoutTabStops } from '../../server/src/ide/snippets';
import { analyse } from '../support/analyse';

const FACTS: WorkspaceFacts = {
  namespaces: ['user1', 'user2'],
  gateways: [],
  serviceAccounts: [],
  usedPorts: [],
  trustDomain: 'cluster.local',
  parents: [],
};

/** Fragments at the mark `|`, by name, with the text after each. */
function at(marked: string, facts = FACTS): Map<string, string> {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { document } = SourceFile.open('file:///w/a.yaml', text).documents[0]!;
  return new Map(
    fragmentsAt(document, offset, () => facts, DEFAULT_PLATFORM).map(({ name, body, span }) => [
      name,
      applyEdits(text, [{ span, newText: withoutTabStops(body) }]),
    ]),
  );
}

const head = (kind: string, group = 'security.istio.io/v1') =>
  `apiVersion: ${group}\nkind: ${kind}\nmetadata:\n  name: x\n  namespace: user1\n`;
const policy = `${head('AuthorizationPolicy')}spec:\n  action: ALLOW\n  rules:\n`;

describe('rules', () => {
  const rule = `    - from:
        - source:
            namespaces:
              - user1
`;
  it.each([
    ['on an empty line', `${policy}    |\n`],
    ['behind a dash', `${policy}    - |\n`],
    ['by what is typed', `${policy}    - allow-n|\n`],
    ['by what is typed, without a dash', `${policy}    allow|\n`],
  ])('are offered %s', (_, text) => {
    expect(at(text).get('allow-namespaces')).toBe(policy + rule);
  });

  it('are offered below another rule, with a dash of their own', () => {
    expect(at(`${policy}${rule}    |\n`).get('allow-namespaces')).toBe(policy + rule + rule);
  });

  it('are not offered elsewhere', () => {
    for (const text of [
      `${policy}    - from: |\n`,
      `${policy}    - from:\n        - |\n`,
      `${head('PeerAuthentication')}spec:\n  |\n`,
      `${policy}    # |\n`,
      `${policy}    - from: []\n      |\n`,
    ]) {
      expect(
        [...at(text).keys()].filter((name) => name.startsWith('allow-')),
        text,
      ).toEqual([]);
    }
  });

  it('offer the namespaces of the workspace', () => {
    const { document } = SourceFile.open('file:///w/a.yaml', `${policy}    `).documents[0]!;
    const bodies = (facts: WorkspaceFacts) =>
      fragmentsAt(document, document.text.length, () => facts, DEFAULT_PLATFORM).map(({ body }) => body);
    expect(bodies(FACTS)[0]).toContain('- ${1|user1,user2|}');
    expect(bodies({ ...FACTS, namespaces: ['team'] })[0]).toContain('- ${1:team}');
    expect(bodies({ ...FACTS, namespaces: [] })[0]).toContain('- ${1:user1}');
  });
});

describe('annotations and labels', () => {
  const service = `${head('InferenceService', 'serving.kserve.io/v1beta1')}  annotations:\n`;
  it('are entries of the map', () => {
    expect(at(`${service}    |\n`).get('activator-off-path')).toBe(
      `${service}    serving.kserve.io/deploymentMode: Knative\n    autoscaling.knative.dev/target-burst-capacity: "0"\n`,
    );
  });
  it('are not offered where one of them is', () => {
    expect(at(`${service}    |\n    serving.kserve.io/deploymentMode: Standard\n`).size).toBe(0);
  });
});

describe('every fragment', () => {
  const places: Record<string, string> = {
    'AuthorizationPolicy spec.rules[]': `${policy}    |\n`,
    'AuthorizationPolicy spec.rules[].from[]': `${policy}    - from:\n        |\n`,
    'AuthorizationPolicy spec.rules[].to[]': `${policy}    - from:\n        - source:\n            namespaces: [user1]\n      to:\n        - |\n`,
    'Gateway spec.servers[]': `${head('Gateway', 'networking.istio.io/v1')}spec:\n  selector:\n    istio: ingressgateway\n  servers:\n    - |\n`,
    'RequestAuthentication spec.jwtRules[]': `${head('RequestAuthentication')}spec:\n  jwtRules:\n    |\n`,
    'InferenceService metadata.annotations': `${head('InferenceService', 'serving.kserve.io/v1beta1')}  annotations:\n    |\nspec:\n  predictor:\n    minReplicas: 1\n    model:\n      modelFormat:\n        name: sklearn\n      storageUri: gs://b/m\n`,
  };
  places['InferenceService metadata.labels'] = places['InferenceService metadata.annotations']!.replace(
    '  annotations:',
    '  annotations:\n    serving.kserve.io/deploymentMode: Knative\n  labels:',
  );

  it.each(FRAGMENTS.map((fragment) => [fragment.name, fragment] as const))(
    '%s is valid in its place',
    (name, fragment) => {
      const place = places[fragment.in]!;
      const text = at(name.startsWith('deny') ? place.replace('ALLOW', 'DENY') : place).get(name);
      expect(text).toBeDefined();
      const { findings } = analyse(new Map([['a.yaml', text!]]));
      const reported = findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
      expect(reported.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    },
  );
});

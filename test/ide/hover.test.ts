import { describe, expect, test } from 'vitest';
import { hover } from '../support/cursor';

const policy = (rest: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: lock\n  namespace: user1\n${rest}`;

describe('a field', () => {
  test('its type, meaning and accepted values', () => {
    const text = hover(policy('spec:\n  act|ion: DENY\n'));
    expect(text).toContain('**action**');
    expect(text).toContain('ALLOW');
    expect(text).toContain('CUSTOM');
  });
  test('a value says what it does', () => {
    expect(
      hover(
        'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: a\nspec:\n  mtls:\n    mode: STR|ICT\n',
      ),
    ).toMatch(/\*\*STRICT\*\* · .*mTLS/i);
  });
  test('an annotation', () => {
    expect(
      hover(
        'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: a\n  annotations:\n    serving.kserve.io/deploymentMo|de: Standard\nspec: {}\n',
      ),
    ).toContain('serving.kserve.io/deploymentMode');
  });
  test('a key of the JSON in a ConfigMap', () => {
    const text = hover(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: inferenceservice-config\n  namespace: kserve\ndata:\n  ingress: |-\n    {"disableIstioVirtual§Host": true}\n'
        .replace('|-', '>-')
        .replace('§', '|'),
    );
    expect(text).toContain('disableIstioVirtualHost');
  });
});

describe('a policy in one sentence', () => {
  test('whom it concerns and whom it lets in', () => {
    expect(
      hover(
        policy('spec:\n  rules:\n    - from:\n        - source:\n            namespaces: ["user1"]\n').replace(
          'name: lock',
          'name: lo|ck',
        ),
      ),
    ).toBe(
      'All workloads in namespace `user1` let in requests from namespaces `user1`; of other requests, those that another ALLOW policy lets in.',
    );
  });
  test('one that refuses everything', () => {
    expect(hover(policy('spec: {}\n').replace('kind: Auth', 'kind: Au|th'))).toContain('refuse every request');
  });
  test('a mode for the whole mesh', () => {
    expect(
      hover(
        'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: de|fault\n  namespace: istio-system\nspec:\n  mtls:\n    mode: STRICT\n',
      ),
    ).toBe('All workloads in the whole mesh take mTLS only: plaintext connections are refused.');
  });
});

test('a finding names its quick fix', () => {
  expect(
    hover(
      policy(
        'spec:\n  rules:\n    - from:\n        - source:\n            principals: ["spiffe://clus|ter.local/ns/a/sa/b"]\n',
      ),
    ),
  ).toMatch(/Quick fix for `principal-with-spiffe`/);
});

test('a rule in a suppression comment', () => {
  expect(hover('# meshward-disable-file tbc-in|valid\napiVersion: v1\nkind: Namespace\n')).toContain('**tbc-invalid**');
});

test('nothing on blank lines and in foreign documents', () => {
  expect(hover('|\n\nkind: Other\napiVersion: example.com/v1\n')).toBeUndefined();
  expect(hover('apiVersion: example.com/v1\nkind: Oth|er\n')).toBeUndefined();
});

import { expect, test } from 'vitest';
import { check } from './check';

test('a group that is a slip of the right one', () => {
  const { fix } = check(`apiVersion: security.istio.oi/v1
#           ^^^^^^^^^^^^^^^^^^^^ api-group-kind-mismatch: Write security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: a}
`);
  expect(fix('Write')).toContain('apiVersion: security.istio.io/v1\n');
});

test("another project's group with our kind's name says nothing", () => {
  check('apiVersion: gateway.solo.io/v1\nkind: VirtualService\nmetadata: {name: a}\n');
  check('apiVersion: policy.linkerd.io/v1beta1\nkind: HTTPRoute\nmetadata: {name: a}\n');
  check('apiVersion: appmesh.k8s.aws/v1beta2\nkind: VirtualService\nmetadata: {name: a}\n');
});

test('a kind in the core group', () => {
  check(`apiVersion: v1
#           ^^ api-group-kind-mismatch: Write serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: a}
`);
});

test('a Gateway under the security group could be either', () => {
  check(`apiVersion: security.istio.io/v1
#           ^^^^^^^^^^^^^^^^^^^^ api-group-kind-mismatch: networking.istio.io/v1 or gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: a}
`);
});

test('plural, lower case and typing errors of a kind, in a List as well', () => {
  check(`apiVersion: v1
kind: List
items:
  - apiVersion: security.istio.io/v1
    kind: authorizationpolicy
#         ^^^^^^^^^^^^^^^^^^^ api-group-kind-mismatch: Write AuthorizationPolicy
  - apiVersion: serving.kserve.io/v1beta1
    kind: InferenceServices
#         ^^^^^^^^^^^^^^^^^ api-group-kind-mismatch: Write InferenceService
  - apiVersion: networking.istio.io/v1
    kind: DestinationRules
#         ^^^^^^^^^^^^^^^^ api-group-kind-mismatch: Write DestinationRule
`);
});

test('removed groups point to what took their place', () => {
  check(`apiVersion: authentication.istio.io/v1alpha1
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ api-group-kind-mismatch: Write a PeerAuthentication (mTLS)
kind: Policy
metadata: {name: a}
`);
});

test('versions of built-in kinds', () => {
  check(`apiVersion: batch/v1beta1
#           ^^^^^^^^^^^^^ api-version-unknown: Write batch/v1
kind: CronJob
metadata: {name: a}
spec:
  schedule: "* * * * *"
  jobTemplate: {spec: {template: {spec: {containers: [{name: a}]}}}}
`);
});

test('a templated apiVersion or kind is left alone', () => {
  check('apiVersion: {{ .Values.api }}\nkind: AuthorizationPolicy\nmetadata: {name: a}\n');
  check('apiVersion: security.istio.io/v1\nkind: {{ .Values.kind }}\nmetadata: {name: a}\n');
});

test('an object whose version does not exist is still checked by the kind', () => {
  check(`apiVersion: serving.kserve.io/v1
#           ^^^^^^^^^^^^^^^^^^^^ api-version-unknown
kind: InferenceService
metadata: {name: a}
spec:
  predicter: {}
# ^^^^^^^^^ unknown-field: predictor
`);
});

test('no apiVersion, a misspelt key, or a group without version', () => {
  const missing = check(`kind: AuthorizationPolicy
#     ^^^^^^^^^^^^^^^^^^^ api-version-unknown: has no apiVersion
metadata: {name: a}
spec: {}
`);
  expect(missing.fix('Add apiVersion')).toBe(
    'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a}\nspec: {}\n',
  );
  const misspelt = check(`apiversion: security.istio.io/v1
#<^^^^^^^^^^ api-version-unknown: Write apiVersion
kind: PeerAuthentication
metadata: {name: a}
`);
  expect(misspelt.fix('Use apiVersion')).toContain('apiVersion: security.istio.io/v1\n');
  check(`apiVersion: security.istio.io
#           ^^^^^^^^^^^^^^^^^ api-version-unknown: The version of PeerAuthentication is missing
kind: PeerAuthentication
metadata: {name: a}
`);
  check('kind: AuthorizationPolicy\nvalue: a setting of some chart\n');
});

/** Rules whose severity says how sure or how bad it is: the pages tell when, these tests hold them to it. */
import { expect, test } from 'vitest';
import { analyse } from '../support/analyse';

const severities = (rule: string, files: Record<string, string>): string[] =>
  analyse(new Map(Object.entries(files)))
    .findings.filter((finding) => finding.rule === rule)
    .map((finding) => finding.severity);

const service = (port: number, namespace = 'user1') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: ${namespace}}\nspec: {selector: {app: web}, ports: [{name: http, port: ${port}}]}\n`;

test('an object that two files define is a warning, files to choose from are information', () => {
  const twice = (files: Record<string, string>) => severities('resource-defined-twice', files);
  expect(twice({ 'a.yaml': `${service(1)}---\n${service(2)}` })).toEqual(['warning']);
  expect(twice({ 'a.yaml': service(1), 'b.yaml': service(2) })).toEqual(['warning']);
  expect(twice({ 'web.yaml': service(1), 'web-nodeport.yaml': service(2) })).toEqual(['information']);
  expect(twice({ 'web.yaml': service(1), 'webs.yaml': service(2) })).toEqual(['warning']);
  expect(twice({ 'a.yaml': service(1), 'b.yaml': service(2), 'c.yaml': service(3) })).toEqual([
    'information',
    'information',
  ]);
});

const sidecar = (name: string, namespace?: string) =>
  `apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}}\nspec: {egress: [{hosts: ["./*"]}]}\n`;

test('rivals without a namespace count in one folder, and as information', () => {
  const rivals = (files: Record<string, string>) => severities('sidecar-duplicate', files);
  expect(rivals({ 'a.yaml': sidecar('a', 'user1'), 'x/b.yaml': sidecar('b', 'user1') })).toEqual(['warning']);
  expect(rivals({ 'a.yaml': `${sidecar('a')}---\n${sidecar('b')}` })).toEqual(['warning']);
  expect(rivals({ 'a.yaml': sidecar('a'), 'b.yaml': sidecar('b') })).toEqual(['information']);
  expect(rivals({ 'x/a.yaml': sidecar('a'), 'y/b.yaml': sidecar('b') })).toEqual([]);
});

const routes = (...rules: string[]) => ({
  'a.yaml': `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: web, namespace: user1}\nspec:\n  hosts: [web]\n  http:\n${rules.map((rule) => `    - ${rule}\n`).join('')}`,
});

test('a route that is lost is a warning, one to the same place or a single condition information', () => {
  const lost = (...rules: string[]) => severities('vs-rule-unreachable', routes(...rules));
  const to = (host: string) => `route: [{destination: {host: ${host}}}]`;
  expect(lost(`{${to('a')}}`, `{${to('b')}}`)).toEqual(['warning']);
  expect(lost(`{fault: {abort: {httpStatus: 500, percentage: {value: 1}}}, ${to('a')}}`, `{${to('a')}}`)).toEqual([
    'information',
  ]);
  const match = (...paths: string[]) => `match: [${paths.map((path) => `{uri: {prefix: ${path}}}`).join(', ')}]`;
  expect(lost(`{${match('/a')}, ${to('a')}}`, `{${match('/a/b', '/c')}, ${to('b')}}`)).toEqual(['information']);
});

test('a port that is missing is a warning where the Gateway listens on none of the Service', () => {
  const files = (port: number) => ({
    'a.yaml': `${service(80).replace('ports: [', 'ports: [{name: http-more, port: 81}, ')}---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: public, namespace: user1}
spec:
  selector: {istio: ingressgateway}
  servers: [{hosts: ["*"], port: {name: http, number: ${port}, protocol: HTTP}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: user1}
spec: {hosts: [web.example.com], gateways: [public], http: [{route: [{destination: {host: web}}]}]}
`,
  });
  expect(severities('vs-destination-port-missing', files(80))).toEqual(['information']);
  expect(severities('vs-destination-port-missing', files(8080))).toEqual(['warning']);
});

test('two protocols at one port of the pods are a warning, two ports of one protocol a hint', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: user1, labels: {app: web}}\nspec: {containers: [{name: main, image: web}]}\n';
  const ports = (port: string) =>
    severities('service-protocol-conflict', {
      'a.yaml': `${pod}---\n${service(80)}---\n${service(80).replace('name: web', 'name: more').replace('{name: http, port: 80}', port)}`,
    });
  expect(ports('{name: tcp, port: 80}')).toEqual(['warning']);
  expect(ports('{name: http, port: 81, targetPort: 80}')).toEqual(['hint']);
  expect(ports('{name: http, port: 80}')).toEqual([]);
});

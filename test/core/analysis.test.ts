import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../server/src/core/rules/index.gen';
import { applyEdits } from '../../server/src/core/text/edit';
import { Workspace } from '../../server/src/core/workspace/workspace';

const ROOT = 'file:///w/';
const NAMES = ['a.yaml', 'b.yaml', 'dev/c.yaml', 'prod/d.yaml'];

/** Documents that rules have something to say about, alone and together. */
const DOCUMENTS = [
  'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n',
  'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n  labels:\n    istio-injection: enabled\n',
  'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace: istio-system\nspec:\n  selector:\n    matchLabels:\n      app: x\n  mtls:\n    mode: STRICT\n',
  'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: lock\n  namespace: user1\nspec:\n  rules:\n    - from:\n        - source:\n            namespaces: ["user1"]\n    - from:\n        - source:\n            namespaces: ["knative-serving"]\n',
  'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: iris\n  namespace: user1\n  annotations:\n    sidecar.istio.io/inject: "true"\nspec:\n  predictor:\n    model:\n      modelFormat:\n        name: sklearn\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: inferenceservice-config\n  namespace: kserve\ndata:\n  ingress: |\n    {"localGateway": "a"}\n',
  'kind: Foreign\napiVersion: example.com/v1\n',
  'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: x, namespace: user1}\nspec:\n  mtls: [\n',
  '# a comment\n',
];

/** Kustomizations of the folders below: right, wrong, in circles, and not kustomize's at all. */
const KUSTOMIZATIONS = [
  'resources: [a.yaml, dev]\nnamespace: team\n',
  'resources: [../a.yaml, c.yaml]\nnamePrefix: dev-\n',
  'resources: [../dev, ../prod]\ncommonLabels: {istio-injection: enabled}\n',
  'resources: [c.yaml, d.yaml, missing.yaml]\npatches:\n  - path: ../b.yaml\n',
  'resources: [../b.yaml]\npatches:\n  - target: {kind: .*Policy}\n    patch: |-\n      - op: remove\n        path: /spec/rules/0\n',
  'components: [../dev]\nconfigMapGenerator:\n  - name: inferenceservice-config\n    namespace: kserve\n    behavior: merge\n    literals: [deploy=1]\n',
  'kind: Component\nresources: [c.yaml]\nlabels:\n  - pairs: {a: b}\n',
  'apiVersion: example.com/v1\nresources: [a.yaml]\n',
  'resources: [https://example.com/base]\nnamespace: ${TEAM}\n',
];

const file = fc.array(fc.constantFrom(...DOCUMENTS), { maxLength: 4 }).map((parts) => parts.join('---\n'));
const change = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.record({ text: fc.option(text, { nil: undefined }) }),
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(30),
      insert: fc.constantFrom('', 'x', '\n', '---\n', '  ', '"', 'STRICT', '...\n', '{'),
    }),
  );
const edit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ name: fc.constantFrom(...NAMES), what: change(file) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constantFrom('kustomization.yaml', 'dev/kustomization.yml', 'prod/Kustomization'),
      what: change(fc.constantFrom(...KUSTOMIZATIONS)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constantFrom('chart/Chart.yaml', 'chart/templates/e.yaml', 'chart/charts/sub/Chart.yaml'),
      what: change(
        fc.oneof(
          file,
          fc.constant('{{- if .Values.x }}\nkind: Namespace\napiVersion: v1\nmetadata: {name: user1}\n{{- end }}\n'),
        ),
      ),
    }),
  },
);

const openWorkspace = (once = false) =>
  new Workspace({
    roots: [ROOT],
    rules: RULES,
    once,
    onRuleError: (rule, error) => {
      throw new Error(`rule ${rule} threw`, { cause: error });
    },
  });

const reportOf = (workspace: Workspace, uri: string) =>
  workspace.findings(uri).map((one) => `${uri} ${one.span.start}-${one.span.end} ${one.rule} ${one.message}`);
const report = (workspace: Workspace) =>
  [...workspace.snapshot.files.keys()].sort().flatMap((uri) => reportOf(workspace, uri));

describe('after any edits', () => {
  test('findings equal those of a workspace opened afresh', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 16 }), (edits) => {
        const edited = openWorkspace();
        const unrecorded = openWorkspace(true);
        const texts = new Map<string, string>();
        for (const { name, what } of edits) {
          const uri = ROOT + name;
          const before = texts.get(uri) ?? '';
          let after: string | undefined;
          if ('text' in what) after = what.text;
          else {
            const at = Math.floor(what.at * before.length);
            after = before.slice(0, at) + what.insert + before.slice(at + what.cut);
          }
          if (after === undefined) texts.delete(uri);
          else texts.set(uri, after);
          const told = new Map([...edited.snapshot.files.keys()].map((each) => [each, reportOf(edited, each)]));
          const content = new Map([[uri, after === undefined ? undefined : { text: after }]]);
          const touched = edited.update(content);
          unrecorded.update(content);
          for (const [each, lines] of told) {
            if (!touched.has(each)) expect(reportOf(edited, each), `${each} is not named`).toEqual(lines);
          }
        }
        for (const [uri, text] of texts) {
          for (const { span } of edited.findings(uri)) expect(span.end, uri).toBeLessThanOrEqual(text.length);
        }
        const fresh = openWorkspace();
        fresh.update(new Map([...texts].map(([uri, text]) => [uri, { text }])));
        expect(report(edited)).toEqual(report(fresh));
        expect(report(unrecorded), 'without a record').toEqual(report(fresh));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('they do so too where files are put in bit by bit while others are edited', () => {
    const first = fc.array(fc.tuple(fc.constantFrom(...NAMES, 'kustomization.yaml'), file), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(first, fc.array(edit, { maxLength: 6 }), fc.nat(3), (files, edits, stride) => {
        const workspace = openWorkspace();
        // Enough objects for many slices.
        const texts = new Map(files.map(([name, text]) => [ROOT + name, text]));
        for (let i = 0; i < 6; i++) texts.set(`${ROOT}more-${i}.yaml`, DOCUMENTS.slice(0, 7).join('---\n').repeat(2));
        const work = workspace.putInSlices(
          new Map([...texts].map(([uri, text]) => [uri, workspace.open(uri, { text })])),
        );
        let step = work.next();
        for (const { name, what } of edits) {
          for (let i = 0; i < stride && !step.done; i++) step = work.next();
          const uri = ROOT + name;
          const before = texts.get(uri) ?? '';
          const at = 'at' in what ? Math.floor(what.at * before.length) : 0;
          const after = 'text' in what ? what.text : before.slice(0, at) + what.insert + before.slice(at + what.cut);
          if (after === undefined) texts.delete(uri);
          else texts.set(uri, after);
          workspace.update(new Map([[uri, after === undefined ? undefined : { text: after }]]));
        }
        const told = new Map([...workspace.snapshot.files.keys()].map((each) => [each, reportOf(workspace, each)]));
        while (!step.done) step = work.next();
        const fresh = openWorkspace();
        fresh.update(new Map([...texts].map(([uri, text]) => [uri, { text }])));
        expect(report(workspace)).toEqual(report(fresh));
        for (const [uri, lines] of told) {
          if (!step.value.has(uri)) expect(reportOf(workspace, uri), `${uri} is not named`).toEqual(lines);
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  test('a file whose findings changed is named, though another file was edited', () => {
    const workspace = openWorkspace();
    const policy = `${ROOT}policy.yaml`;
    const other = `${ROOT}other.yaml`;
    workspace.update(
      new Map([
        [policy, { text: DOCUMENTS[2]! }],
        [other, { text: DOCUMENTS[6]! }],
      ]),
    );
    const fixes = () => workspace.findings(policy).find((one) => one.rule === 'root-selector-ignored')?.fixes.length;
    expect(fixes()).toBe(0);
    const touched = workspace.update(new Map([[other, { text: DOCUMENTS[0]! }]]));
    expect(touched.has(policy)).toBe(true);
    expect(fixes()).toBe(1);
  });
});

test('a keystroke in a file of 800 documents parses one of them', () => {
  const workspace = openWorkspace();
  const uri = `${ROOT}big.yaml`;
  const text = Array.from({ length: 800 }, (_, i) => DOCUMENTS[3]!.replace('name: lock', `name: lock-${i}`)).join(
    '---\n',
  );
  workspace.update(new Map([[uri, { text }]]));
  workspace.findings(uri);
  const before = workspace.counters.documentsParsed;
  const at = text.indexOf('lock-400') + 4;
  workspace.update(new Map([[uri, { text: `${text.slice(0, at)}x${text.slice(at)}` }]]));
  workspace.findings(uri);
  expect(workspace.counters.documentsParsed - before).toBe(1);
});

test('one failing rule is reported, the others still find', () => {
  const failed: string[] = [];
  const broken = {
    ...RULES.find((rule) => rule.id === 'root-selector-ignored')!,
    id: 'broken',
    check: () => {
      throw new Error('no');
    },
  };
  const workspace = new Workspace({
    roots: [ROOT],
    rules: [broken as never, ...RULES],
    onRuleError: (rule) => failed.push(rule),
  });
  workspace.update(new Map([[`${ROOT}a.yaml`, { text: DOCUMENTS[2]! }]]));
  expect(failed).toEqual(['broken']);
  expect(workspace.findings(`${ROOT}a.yaml`).map((one) => one.rule)).toContain('root-selector-ignored');
});

test('suppression comments silence the line below, or the file', () => {
  const workspace = openWorkspace();
  const uri = `${ROOT}a.yaml`;
  const rules = (text: string) => {
    workspace.update(new Map([[uri, { text }]]));
    return workspace.findings(uri).filter((one) => one.rule === 'root-selector-ignored').length;
  };
  const text = DOCUMENTS[2]!;
  expect(rules(text)).toBe(1);
  expect(rules(text.replace('  selector', '  # meshward-disable-next-line root-selector-ignored\n  selector'))).toBe(0);
  expect(rules(text.replace('  mtls', '  # meshward-disable-next-line root-selector-ignored\n  mtls'))).toBe(1);
  expect(rules(`# meshward-disable-file other-rule, root-selector-ignored\n${text}`)).toBe(0);
});

describe('a suppression that silences nothing', () => {
  const uri = `${ROOT}a.yaml`;
  const unused = (text: string) => {
    const workspace = openWorkspace();
    workspace.update(new Map([[uri, { text }]]));
    return workspace.findings(uri).filter((one) => one.rule === 'suppression-unused');
  };
  const text = DOCUMENTS[2]!;

  test('is reported at the rule’s name, and removed by its fix', () => {
    const marked = text.replace('  mtls', '  # meshward-disable-next-line root-selector-ignored\n  mtls');
    const [finding] = unused(marked);
    expect(marked.slice(finding!.span.start, finding!.span.end)).toBe('root-selector-ignored');
    expect(applyEdits(marked, finding!.fixes[0]!.edits())).toBe(text);
  });
  test('one name of several is taken out', () => {
    const marked = text.replace(
      '  selector',
      '  # meshward-disable-next-line tbc-invalid, root-selector-ignored\n  selector',
    );
    const [finding, ...more] = unused(marked);
    expect(more).toEqual([]);
    expect(applyEdits(marked, finding!.fixes[0]!.edits())).toContain(
      '# meshward-disable-next-line root-selector-ignored\n',
    );
  });
  test('names a rule that does not exist', () => {
    expect(unused(`# meshward-disable-file tbc-invalidd\n${text}`)[0]!.message).toContain('Did you mean tbc-invalid?');
  });
  test('is not reported while it is needed', () => {
    expect(unused(`# meshward-disable-file root-selector-ignored\n${text}`)).toEqual([]);
  });
});

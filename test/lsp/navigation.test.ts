/** Navigation, renaming and lenses over the protocol. */
import { expect, test } from 'vitest';
import type {
  CodeLens,
  DocumentHighlight,
  DocumentLink,
  InlayHint,
  Location,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { SHOW_LOCATIONS_COMMAND, type ShowLocations } from '../../server/src/protocol';
import { namespace, rootSelector } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { TestClient } from './support/client';

const MODEL = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  namespace: models
spec:
  predictor: {}
`;
const RULE = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: rule
  namespace: models
spec:
  host: iris-predictor # the model
`;

/** A client with a folder that holds the model and the rule, the latter open. */
async function withFolder(
  run: (client: TestClient, folder: TemporaryFolder, uri: string) => Promise<void>,
  files: Record<string, string> = {},
  settings: Record<string, unknown> = {},
): Promise<void> {
  const folder = new TemporaryFolder({ 'model.yaml': MODEL, 'rule.yaml': RULE, ...files });
  const client = await TestClient.start({ folders: [folder.uri], settings });
  try {
    await client.scanned();
    const uri = folder.uriOf('rule.yaml');
    await client.open(uri, RULE);
    await run(client, folder, uri);
    await client.stop();
  } finally {
    folder.remove();
  }
}

const AT_HOST = { line: 6, character: 10 };
const NAME_OF_MODEL = { start: { line: 3, character: 8 }, end: { line: 3, character: 12 } };

test('definition and references lead to closed files', async () => {
  await withFolder(async ({ connection }, folder, uri) => {
    const params = { textDocument: { uri }, position: AT_HOST };
    const model: Location = { uri: folder.uriOf('model.yaml'), range: NAME_OF_MODEL };
    expect(await connection.sendRequest('textDocument/definition', params)).toEqual([model]);
    const all = await connection.sendRequest<Location[]>('textDocument/references', {
      ...params,
      context: { includeDeclaration: true },
    });
    expect(all).toHaveLength(2);
    expect(
      await connection.sendRequest<Location[]>('textDocument/references', {
        ...params,
        context: { includeDeclaration: false },
      }),
    ).toEqual([{ uri, range: { start: { line: 6, character: 8 }, end: { line: 6, character: 22 } } }]);
    expect(
      await connection.sendRequest('textDocument/definition', { ...params, position: { line: 0, character: 0 } }),
    ).toEqual([]);
  });
});

test('highlights in the open file', async () => {
  await withFolder(async ({ connection }, _, uri) => {
    const found = await connection.sendRequest<DocumentHighlight[]>('textDocument/documentHighlight', {
      textDocument: { uri },
      position: AT_HOST,
    });
    expect(found.map(({ range, kind }) => [range.start.line, kind])).toEqual([[6, 2]]);
  });
});

test('rename edits open and closed files, and says why it will not', async () => {
  await withFolder(
    async (client, folder, uri) => {
      const { connection } = client;
      const params = { textDocument: { uri }, position: AT_HOST };
      expect(await connection.sendRequest('textDocument/prepareRename', params)).toEqual({
        range: { start: { line: 6, character: 8 }, end: { line: 6, character: 12 } },
        placeholder: 'iris',
      });
      const edit = await connection.sendRequest<WorkspaceEdit>('textDocument/rename', { ...params, newName: 'flower' });
      expect(client.applied(uri, edit)).toBe(RULE.replace('iris', 'flower'));
      expect(Object.keys(edit.changes!).sort()).toEqual([folder.uriOf('model.yaml'), uri]);
      await expect(connection.sendRequest('textDocument/rename', { ...params, newName: 'Not A Name' })).rejects.toThrow(
        /no Kubernetes name/,
      );
      const mesh = folder.uriOf('mesh.yaml');
      await client.open(mesh, rootSelector());
      await expect(
        connection.sendRequest('textDocument/prepareRename', {
          textDocument: { uri: mesh },
          position: { line: 4, character: 16 },
        }),
      ).rejects.toThrow(/belongs to the platform/);
      expect(
        await connection.sendRequest('textDocument/prepareRename', {
          textDocument: { uri },
          position: { line: 0, character: 0 },
        }),
      ).toBeNull();
    },
    { 'mesh.yaml': rootSelector() },
  );
});

test('an unsaved buffer is what counts', async () => {
  await withFolder(async (client, _, uri) => {
    await client.type(uri, 'iris-predictor', 'lily-predictor');
    expect(
      await client.connection.sendRequest('textDocument/definition', { textDocument: { uri }, position: AT_HOST }),
    ).toEqual([]);
  });
});

test('workspace symbols', async () => {
  await withFolder(async ({ connection }, folder) => {
    expect(await connection.sendRequest<SymbolInformation[]>('workspace/symbol', { query: 'iris' })).toEqual([
      expect.objectContaining({
        name: 'InferenceService iris',
        containerName: 'models',
        location: { uri: folder.uriOf('model.yaml'), range: NAME_OF_MODEL },
      }),
    ]);
  });
});

test('links of a kustomization', async () => {
  const text = 'resources:\n  - model.yaml\n  - not-there.yaml\n';
  await withFolder(
    async (client, folder) => {
      const uri = folder.uriOf('kustomization.yaml');
      await client.open(uri, text);
      expect(
        await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri } }),
      ).toEqual([
        {
          range: { start: { line: 1, character: 4 }, end: { line: 1, character: 14 } },
          target: folder.uriOf('model.yaml'),
        },
      ]);
    },
    { 'kustomization.yaml': text },
  );
});

test('code lenses carry the places that they are about', async () => {
  const peer = `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace: models\nspec:\n  mtls:\n    mode: STRICT\n`;
  await withFolder(
    async (client, folder) => {
      const uri = folder.uriOf('peer.yaml');
      await client.open(uri, peer);
      const [lens] = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
        textDocument: { uri },
      });
      expect(lens!.command).toBeUndefined();
      const { command } = await client.connection.sendRequest<CodeLens>('codeLens/resolve', lens);
      expect(command!.title).toBe('selects 1 workload');
      expect(command!.command).toBe(SHOW_LOCATIONS_COMMAND);
      expect(command!.arguments).toEqual([
        {
          uri,
          position: { line: 3, character: 8 },
          locations: [{ uri: folder.uriOf('model.yaml'), range: NAME_OF_MODEL }],
          details: ['InferenceService models/iris'],
        } satisfies ShowLocations,
      ]);
    },
    { 'peer.yaml': peer },
  );
});

test('inlay hints', async () => {
  await withFolder(async (client, folder) => {
    const uri = folder.uriOf('model.yaml');
    await client.open(uri, MODEL);
    const range = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };
    expect(
      await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range }),
    ).toEqual([
      expect.objectContaining({
        position: { line: 3, character: 12 },
        label: 'iris-predictor.models.svc.cluster.local',
      }),
    ]);
  });
});

test('lenses and hints can be turned off, and a change of that is asked for anew', async () => {
  await withFolder(
    async (client, folder) => {
      const uri = folder.uriOf('model.yaml');
      await client.open(uri, MODEL);
      const lenses = () =>
        client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
      const range = { start: { line: 0, character: 0 }, end: { line: 6, character: 0 } };
      const hints = () =>
        client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
      expect(await lenses()).toEqual([]);
      expect(await hints()).toEqual([]);
      const before = client.viewRefreshes;
      await client.configure({});
      await client.until('lenses and hints are refreshed', () => client.viewRefreshes >= before + 2);
      expect(await lenses()).not.toEqual([]);
      expect(await hints()).not.toEqual([]);
    },
    {},
    { codeLens: false, inlayHints: false },
  );
});

test('a change of another file refreshes what is shown', async () => {
  await withFolder(async (client, folder) => {
    const before = client.viewRefreshes;
    folder.write('ns.yaml', namespace('models'));
    await client.watched(folder.uriOf('ns.yaml'), 'created');
    await client.until('lenses and hints are refreshed', () => client.viewRefreshes >= before + 2);
  });
});

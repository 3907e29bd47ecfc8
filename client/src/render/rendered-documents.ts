/** Rendered output as documents that can be read and not changed. */
import { type Disposable, EventEmitter, Uri, workspace } from 'vscode';
import { RENDERED_SCHEME } from '../../../server/src/protocol';

export class RenderedDocuments implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration: Disposable;

  constructor() {
    const forget = workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === RENDERED_SCHEME) this.#texts.delete(uri.toString());
    });
    const provider = workspace.registerTextDocumentContentProvider(RENDERED_SCHEME, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
    });
    this.#registration = {
      dispose: () => {
        forget.dispose();
        provider.dispose();
      },
    };
  }

  /** Puts a text into the document of a folder, which is made where there is none. */
  put(folder: Uri, name: string, text: string): Uri {
    const uri = Uri.from({ scheme: RENDERED_SCHEME, path: `/${name}.rendered.yaml`, query: folder.toString() });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** A worker of a browser as far as a language server sees one: messages, timers, text codecs, and nothing of Node. */
import { Worker } from 'node:worker_threads';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createProtocolConnection,
  type DataCallback,
  Disposable,
  type Message,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';

/** Runs in the thread: takes away what browsers lack, then runs the script with nothing but the scope of a worker. */
const SCOPE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const scope = globalThis;
  scope.self = scope;
  scope.addEventListener = () => {};
  scope.postMessage = (data) => parentPort.postMessage(data);
  parentPort.on('message', (data) => scope.onmessage?.({ data }));
  for (const name of ['process', 'Buffer', 'global', 'require', 'module', 'exports', '__filename', '__dirname', 'setImmediate', 'clearImmediate'])
    delete scope[name];
  (0, eval)(workerData);
`;

export interface WebWorker {
  readonly connection: ProtocolConnection;
  /** What the script threw, as it came. */
  readonly errors: Error[];
  end(): Promise<unknown>;
}

/** @param script the text of a script that talks by `postMessage` and `onmessage` */
export function startWebWorker(script: string): WebWorker {
  const worker = new Worker(SCOPE, { eval: true, workerData: script });
  const connection = createProtocolConnection(new WorkerReader(worker), new WorkerWriter(worker));
  const errors: Error[] = [];
  worker.on('error', (error) => {
    errors.push(error as Error);
    // What waits for an answer fails at once.
    connection.dispose();
  });
  return { connection, errors, end: () => worker.terminate() };
}

class WorkerReader extends AbstractMessageReader {
  constructor(readonly worker: Worker) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    this.worker.on('message', callback);
    return Disposable.create(() => this.worker.off('message', callback));
  }
}

class WorkerWriter extends AbstractMessageWriter {
  constructor(readonly worker: Worker) {
    super();
  }

  async write(message: Message): Promise<void> {
    this.worker.postMessage(message);
  }

  end(): void {}
}

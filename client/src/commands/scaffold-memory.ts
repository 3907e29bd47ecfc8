/** The answers of each scaffold's last run in this workspace: the next run proposes them. */
import { type Memento, Uri } from 'vscode';
import type { ScaffoldValues } from '../../../server/src/protocol';

interface LastRun {
  readonly values: ScaffoldValues;
  /** URI of the folder that the scaffold's own folder was made in. */
  readonly parent?: string;
}

export class ScaffoldMemory {
  readonly #state: Memento;

  /** @param state of the workspace */
  constructor(state: Memento) {
    this.#state = state;
  }

  valuesOf(name: string): ScaffoldValues {
    return this.#lastRun(name)?.values ?? {};
  }

  parentOf(name: string): Uri | undefined {
    const parent = this.#lastRun(name)?.parent;
    return parent === undefined ? undefined : Uri.parse(parent, true);
  }

  async keep(name: string, values: ScaffoldValues, folder: Uri | undefined): Promise<void> {
    const parent = folder ? Uri.joinPath(folder, '..').toString() : this.#lastRun(name)?.parent;
    await this.#state.update(keyOf(name), { values, ...(parent !== undefined && { parent }) } satisfies LastRun);
  }

  #lastRun(name: string): LastRun | undefined {
    return this.#state.get<LastRun>(keyOf(name));
  }
}

const keyOf = (name: string): string => `meshward.scaffold.${name}`;

/** Answers of the evaluator with files and lines in place of nodes; sets with the same answer are told once. */
import {
  type AccessRow,
  type Assumption,
  evaluateAccess,
  explainRequest,
  type Hop,
  LineIndex,
  type ManifestSet,
  placeOf,
  type Reason,
  type RequestQuestion,
  type ServiceAccess,
  type Snapshot,
} from '../../core';
import { type Inputs, nameOf } from '../inputs';

export interface ToldReason {
  readonly text: string;
  /** `null`: no file says so. */
  readonly file: string | null;
  /** Counted from 1. */
  readonly line: number | null;
}

export interface ToldAssumption extends ToldReason {
  readonly from: Assumption['from'];
}

export interface ToldRow extends Pick<AccessRow, 'caller' | 'host' | 'url' | 'activator' | 'result' | 'identity'> {
  readonly hops: readonly Hop[];
  readonly reasons: readonly ToldReason[];
  readonly assumptions: readonly ToldAssumption[];
}

export interface ToldService {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'InferenceService';
  /** Folder of the manifest set, where sets give different answers. */
  readonly set: string | undefined;
  readonly mode: ServiceAccess['mode'] | undefined;
  /** When the activator is on the path, and why. */
  readonly activator: { readonly usual: 'off' | 'on' | 'both'; readonly reason: ToldReason } | undefined;
  readonly rows: readonly ToldRow[];
}

/** Every InferenceService, in order of sets and files. */
export function allServices(snapshot: Snapshot, inputs: Inputs): ToldService[] {
  const teller = new Teller(snapshot, inputs);
  return told(
    snapshot.sets.flatMap((set) =>
      evaluateAccess(snapshot, set).map((access) => ({
        ...teller.head(access.namespace, access.name, set),
        mode: access.mode,
        activator: access.activator && {
          usual: access.activator.usual,
          reason: teller.reason(access.activator.reason),
        },
        rows: access.rows.map((row) => teller.row(row)),
      })),
    ),
  );
}

/** The rows of one request; none when no set has such a service. */
export function oneRequest(snapshot: Snapshot, inputs: Inputs, question: RequestQuestion): ToldService[] {
  const teller = new Teller(snapshot, inputs);
  const [namespace = '', name = ''] = question.to.split('/');
  return told(
    snapshot.sets.flatMap((set) => {
      const rows = explainRequest(snapshot, set, question);
      if (!rows) return [];
      return {
        ...teller.head(namespace, name, set),
        mode: undefined,
        activator: undefined,
        rows: rows.map((row) => teller.row(row)),
      };
    }),
  );
}

/** Keeps one of several services of a name that fare alike, and takes the set from a service that is the only one of its name. */
function told(services: readonly ToldService[]): ToldService[] {
  const byName = new Map<string, Map<string, ToldService>>();
  for (const service of services) {
    const name = `${service.namespace}/${service.name}`;
    const answers = byName.get(name) ?? new Map<string, ToldService>();
    byName.set(name, answers);
    const answer = JSON.stringify(service.rows);
    if (!answers.has(answer)) answers.set(answer, service);
  }
  return [...byName.values()].flatMap((answers) =>
    [...answers.values()].map((service) => (answers.size === 1 ? { ...service, set: undefined } : service)),
  );
}

class Teller {
  readonly #snapshot: Snapshot;
  readonly #inputs: Inputs;
  readonly #lines = new Map<string, LineIndex>();

  constructor(snapshot: Snapshot, inputs: Inputs) {
    this.#snapshot = snapshot;
    this.#inputs = inputs;
  }

  head(namespace: string, name: string, { id, name: label }: ManifestSet) {
    const [root = ''] = this.#inputs.roots;
    const set = label ?? (id.startsWith(root) ? `./${decodeURIComponent(id.slice(root.length))}` : id);
    return { namespace, name, kind: 'InferenceService' as const, set };
  }

  row({ caller, host, url, activator, result, identity, hops, reasons, assumptions }: AccessRow): ToldRow {
    return {
      caller,
      host,
      url,
      activator,
      result,
      identity,
      hops,
      reasons: reasons.map((reason) => this.reason(reason)),
      assumptions: assumptions.map((one) => ({ ...this.reason(one), from: one.from })),
    };
  }

  reason(reason: Reason | Assumption): ToldReason {
    const place = placeOf(this.#snapshot, reason);
    if (!place) return { text: reason.text, file: null, line: null };
    return {
      text: reason.text,
      file: nameOf(this.#inputs, place.uri),
      line: this.#lineOf(place.uri, place.span.start),
    };
  }

  #lineOf(uri: string, offset: number): number {
    let lines = this.#lines.get(uri);
    if (!lines) {
      lines = new LineIndex(this.#snapshot.files.get(uri)?.text ?? '');
      this.#lines.set(uri, lines);
    }
    return lines.positionAt(offset).line + 1;
  }
}

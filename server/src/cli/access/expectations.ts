/** `--expect FILE`: a list of requests and the results that they have to have. */
import {
  entriesOf,
  type FileContent,
  HOST_KINDS,
  isSeq,
  LineIndex,
  parseYaml,
  type RequestQuestion,
  toValue,
  type YamlNode,
} from '../../core';
import { UsageError } from '../host';
import type { ToldService } from './services';
import { activatorWords, callerWords, reasonWords } from './words';

export interface Expectation {
  readonly question: RequestQuestion;
  readonly result: string;
  /** In the file, from 1. */
  readonly line: number;
}

const KEYS = ['from', 'to', 'host', 'activator', 'method', 'path', 'result'];
const RESULTS = ['200', '403', '404', '503', 'reset', 'refused', 'timeout', 'dns', 'unknown'];

/** @throws UsageError for a file that is no such list, with the place */
export function readExpectations(name: string, { text }: FileContent): Expectation[] {
  const lines = new LineIndex(text);
  const at = (node: YamlNode | undefined) => `${name}:${lines.positionAt(node?.span.start ?? 0).line + 1}`;
  const { root, problems } = parseYaml(text);
  const [fault] = problems;
  if (fault) throw new UsageError(`${name}:${lines.positionAt(fault.span.start).line + 1}: this is no YAML.`);
  if (!isSeq(root)) throw new UsageError(`${at(root)}: expectations are a list of from, to and result.`);
  return root.items.map((item) => {
    const line = lines.positionAt(item.span.start).line + 1;
    const stranger = entriesOf(item).find(({ key }) => !KEYS.includes(key.text));
    if (stranger) throw new UsageError(`${at(stranger.key)}: ${stranger.key.text} is none of ${KEYS.join(', ')}.`);
    const { from, to, host, activator, method, path, result } = textsOf(toValue(item));
    if (!from || !to || !result) throw new UsageError(`${at(item)}: an expectation needs from, to and result.`);
    if (!to.includes('/')) throw new UsageError(`${at(item)}: to is the NAMESPACE/NAME of an InferenceService.`);
    if (!RESULTS.includes(result)) throw new UsageError(`${at(item)}: result is one of ${RESULTS.join(', ')}.`);
    if (activator !== undefined && activator !== 'on' && activator !== 'off') {
      throw new UsageError(`${at(item)}: activator is on or off.`);
    }
    if (host !== undefined && !(HOST_KINDS as readonly string[]).includes(host) && !/[.:]/.test(host)) {
      throw new UsageError(`${at(item)}: host is one of ${HOST_KINDS.join(', ')}, or a host name.`);
    }
    return { question: { from, to, host, activator, method, path }, result, line };
  });
}

/** A plain `on` or `off` is a boolean to YAML 1.1, and a status a number. */
function textsOf(value: unknown): Record<string, string | undefined> {
  const words = (one: unknown) => (one === true ? 'on' : one === false ? 'off' : String(one));
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([key, one]) => [key, one === null ? undefined : words(one)]));
}

/** A sentence for each answer that is not as expected; every state of the activator counts, unless one is asked for. */
export function differences(
  name: string,
  { question, result, line }: Expectation,
  services: readonly ToldService[],
): string[] {
  const head = `${name}:${line}: ${callerWords(question.from)} → ${question.to}`;
  if (services.length === 0) return [`${head}: there is no such InferenceService`];
  return services.flatMap(({ rows, set }) =>
    rows
      .filter((row) => row.result !== result)
      .map((row) => {
        const where = [row.host, activatorWords(row.activator), set === undefined ? '' : `in ${set}`]
          .filter((text) => text !== '')
          .join(', ');
        const why = row.reasons[0] ? `: ${reasonWords(row.reasons[0])}` : '';
        return `${head} (${where}): expected ${result}, is ${row.result}${why}`;
      }),
  );
}

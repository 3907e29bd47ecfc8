import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { lacks, written } from '../schema/constraint';
import { looksLikePatch } from '../schema/report';
import {
  type Entry,
  entriesOf,
  entryOf,
  isMap,
  isScalar,
  isUnknown,
  itemsOf,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import { defineRule, type Message } from './define';

const TARGETS = ['serviceName', 'serviceUrl', 'nodeName'] as const;
const ROOT = 'root';

export default defineRule({
  id: 'graph-refused',
  severity: 'error',
  summary:
    'an InferenceGraph without a root node, with weights that are not 100 together, or with steps that lead nowhere or to two places',
  sources: [
    "kserve pkg/apis/serving/v1alpha1/inference_graph_validation.go: a node named root, one target a step, step names once a node, a splitter's weights sum up to 100",
  ],
  peers: ['KServe webhook'],
  on: ['InferenceGraph'],
  check(resource, context) {
    const nodes = resource.at('spec', 'nodes');
    if (!isMap(nodes) || isBroken(resource) || looksLikePatch(resource)) return;
    const say = (at: YamlNode, what: string, todo: string, why = "KServe's webhook refuses the graph") => {
      const message: Message = { what, why, todo };
      context.report({ at, message });
    };
    if (!nodes.open && nodes.entries.length > 0 && !entryOf(nodes, ROOT)) {
      const [first] = nodes.entries;
      // The only node, or one that is nearly called root, is where the author begins.
      const at = nodes.entries.length === 1 ? first!.key : (nodesKey(resource) ?? first!.key);
      say(at, 'No node is called root', 'Call the node that requests begin at root');
    }
    for (const node of entriesOf(nodes)) checkNode(node, nodes, say);
  },
});

type Say = (at: YamlNode, what: string, todo: string, why?: string) => void;

const nodesKey = (resource: Resource): YamlNode | undefined => entryOf(resource.at('spec'), 'nodes')?.key;

function checkNode({ key, value: node }: Entry, nodes: YamlNode, say: Say): void {
  const steps = entryOf(node, 'steps')?.value;
  const names = new Set<string>();
  let sum: number | undefined = 0;
  let last: YamlNode | undefined;
  const splits = stringOf(entryOf(node, 'routerType')?.value) === 'Splitter';
  for (const step of itemsOf(steps)) {
    if (!isMap(step)) return;
    const head = step.entries[0]?.key ?? step;
    const targets = TARGETS.flatMap((name) => written(step, name) ?? []);
    if (targets.length > 1) {
      const second = [...targets].sort((a, b) => a.key.span.start - b.key.span.start)[1]!;
      say(
        second.key,
        `A step leads to one place, and this names ${targets.map((each) => each.key.text).join(' and ')}`,
        'Keep one of them',
      );
    }
    if (TARGETS.every((name) => lacks(step, name))) {
      say(head, 'The step leads nowhere', `Add one of ${TARGETS.join(', ')}`);
    }
    const nodeName = entryOf(step, 'nodeName')?.value;
    const target = stringOf(nodeName);
    if (target && nodeName && isMap(nodes) && !nodes.open && !entryOf(nodes, target)) {
      say(
        nodeName,
        `The graph has no node ${target}`,
        `Name one of its nodes: ${nodes.entries.map((each) => each.key.text).join(', ')}`,
        'requests that come to this step fail',
      );
    }
    const nameNode = entryOf(step, 'name')?.value;
    const name = stringOf(nameNode);
    if (name && nameNode) {
      if (names.has(name)) say(nameNode, `Two steps of the node are called ${name}`, 'Give this one another name');
      names.add(name);
    }
    const weight = entryOf(step, 'weight')?.value;
    if (splits && lacks(step, 'weight')) say(head, 'A step of a splitter needs its weight', 'Add weight');
    if (isScalar(weight) && typeof weight.value === 'number' && sum !== undefined) sum += weight.value;
    else sum = undefined;
    last = weight ?? last;
  }
  if (splits && sum !== undefined && sum !== 100 && last && steps && !isUnknown(steps)) {
    say(last, `The weights of ${key.text} sum up to ${sum}`, 'Make them 100 together');
  }
}

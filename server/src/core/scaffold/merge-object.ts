/** How an object that is there takes over what a scaffold has for it: by small edits, or not at all. */
import { goField } from '../model/embedded-json';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import type { Resource } from '../model/resource';
import type { Platform } from '../platform/platform';
import type { TextEdit } from '../text/edit';
import { replaceScalar } from '../yaml/edit-yaml';
import {
  entriesOf,
  entryOf,
  hasUnknown,
  isMap,
  isScalar,
  isSeq,
  itemsOf,
  stringOf,
  toValue,
  type YamlNode,
} from '../yaml/node';
import { addField, addValue, type Plain, setField } from '../yaml/write-yaml';
import { joined } from './merge-values';

/** Edits in the offsets of the object's document (none: it has everything), or why there are none. */
export type Merge = { readonly edits: readonly TextEdit[] } | { readonly clash: string };

const clash = (message: string): Merge => ({ clash: message });

/** @param ingressKeys keys of KServe's `ingress` that the scaffold is about; its others only fill gaps that KServe does not accept. */
export function mergeObject(
  there: Resource,
  wanted: Resource,
  ingressKeys: readonly string[],
  platform: Platform,
): Merge {
  if (sameValue(toValue(there.root), toValue(wanted.root))) return { edits: [] };
  if (there.document.template || there.document.yaml.problems.length > 0 || hasUnknown(there.root)) {
    return clash('It is there, but templated or not readable as YAML; compare the two yourself.');
  }
  if (there.kind === 'Namespace') return mergeLabels(there, wanted);
  if (there.kind === 'ConfigMap' && isKServeConfig(wanted, platform)) return mergeIngress(there, wanted, ingressKeys);
  if (there.kind === 'Gateway') return mergeServers(there, wanted);
  return clash('It is there with another content, and stays as it is; compare the two yourself.');
}

/** Independent of the order of keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key as never], b[key as never]))
  );
}

/** Labels by which a namespace joins the mesh; one excludes the others. */
const WAYS_IN = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'];

/** Adds labels; one that is there with another value is somebody's decision. */
function mergeLabels(there: Resource, wanted: Resource): Merge {
  const { text } = there.document;
  const labels = entriesOf(wanted.at('metadata', 'labels')).map(
    ({ key, value }) => [key.text, stringOf(value) ?? ''] as const,
  );
  const present = there.at('metadata', 'labels');
  const other = labels.find(([key, value]) => {
    const held = entryOf(present, key);
    return held && stringOf(held.value) !== value;
  });
  if (other) return clash(`It has the label ${other[0]} with another value than ${other[1]}.`);
  const way = labels.find(([key]) => WAYS_IN.includes(key));
  const another = way && WAYS_IN.find((key) => key !== way[0] && entryOf(present, key));
  if (another) return clash(`It joins the mesh by the label ${another}, which does not go with ${way[0]}.`);
  const missing = labels.filter(([key]) => !entryOf(present, key));
  const metadata = there.at('metadata');
  if (missing.length === 0) return { edits: [] };
  if (!isMap(metadata)) return clash('Its metadata cannot take a label.');
  if (!isMap(present) || present.entries.length === 0) {
    // All in one: the edits of several would begin at the same place.
    const labelsEntry = entryOf(metadata, 'labels');
    if (!labelsEntry) return { edits: [addField(text, metadata, 'labels', Object.fromEntries(missing))] };
    const [first, ...rest] = missing;
    const edit = rest.length === 0 && first ? setField(text, metadata, ['labels', first[0]], first[1]) : undefined;
    return edit ? { edits: [edit] } : clash('Its labels cannot take another one.');
  }
  return { edits: joined(missing.map(([key, value]) => addField(text, present, key, value))) };
}

/** Sets the scaffold's own keys in the JSON that is there, and `ingressGateway` where KServe would refuse its absence. */
function mergeIngress(there: Resource, wanted: Resource, keys: readonly string[]): Merge {
  const target = wanted.read(readKServeConfig).entries.get('ingress')?.json?.root;
  const { entries, unknown } = there.read(readKServeConfig);
  const data = there.at('data');
  const ingress = entries.get('ingress');
  if (!target || unknown || !isMap(data)) return clash('Its data cannot be read.');
  if (!ingress) return clash('It has no ingress; add the one of the patch.');
  const { json } = ingress;
  const root = json?.root;
  if (!json || root?.kind !== 'object' || json.problems.length > 0 || !json.editable) {
    return clash('Its ingress is no JSON that could be changed in place.');
  }
  const edits: TextEdit[] = [];
  const added: [name: string, value: unknown][] = [];
  for (const { name, value } of target.properties) {
    const held = goField(root, name);
    const isOwn = keys.includes(name);
    if (!isOwn && (name !== 'ingressGateway' || held)) continue;
    if (!held) added.push([name, value?.value]);
    else if (held.value?.value !== value?.value) {
      if (!held.value) return clash(`Its ingress has ${name} without a value.`);
      edits.push(json.replace(held.value, value?.value));
    }
  }
  for (const [name, value] of added) edits.push(json.addFirstProperty(root, name, value));
  return { edits: joined(edits) };
}

/** A server for the same port is changed to the scaffold's protocol and TLS mode; for a new port one is added. */
function mergeServers(there: Resource, wanted: Resource): Merge {
  const { text } = there.document;
  const servers = there.at('spec', 'servers');
  if (!isSeq(servers)) return clash('It has no list of servers.');
  const edits: TextEdit[] = [];
  for (const server of itemsOf(wanted.at('spec', 'servers'))) {
    const value = toValue(server) as {
      port: { number: number; name: string; protocol: string };
      tls?: { mode: string };
    };
    const held = servers.items.find((item) => numberIn(item) === value.port.number);
    if (!held) {
      edits.push(addValue(text, servers, value as unknown as Plain));
      continue;
    }
    const port = entryOf(held, 'port')?.value;
    const tls = entryOf(held, 'tls')?.value;
    if (!isMap(held) || held.alias || !isMap(port))
      return clash(`Its server of port ${value.port.number} cannot be changed.`);
    for (const key of ['name', 'protocol'] as const) {
      const node = entryOf(port, key)?.value;
      if (!node) edits.push(addField(text, port, key, value.port[key]));
      else if (isScalar(node) && node.text !== value.port[key]) edits.push(replaceScalar(node, value.port[key]));
    }
    if (sameValue(toValue(tls), value.tls)) continue;
    if (!value.tls || (tls && !isMap(tls))) return clash(`Its server of port ${value.port.number} has TLS.`);
    if (!tls) {
      edits.push(addField(text, held, 'tls', value.tls as unknown as Plain));
      continue;
    }
    const mode = entryOf(tls, 'mode')?.value;
    const others = entriesOf(tls).some(({ key }) => key.text !== 'mode');
    if (others || !isScalar(mode)) return clash(`Its server of port ${value.port.number} has TLS settings of its own.`);
    edits.push(replaceScalar(mode, value.tls.mode));
  }
  return { edits: joined(edits) };
}

function numberIn(server: YamlNode): unknown {
  const node = entryOf(entryOf(server, 'port')?.value, 'number')?.value;
  return isScalar(node) ? node.value : undefined;
}

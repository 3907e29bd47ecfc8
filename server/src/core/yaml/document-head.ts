/** What can be said of a document from its text alone, so that foreign documents are never parsed. */
import { isOurs, kindOf, splitApiVersion } from '../model/kinds';

export const API_VERSION = /^\uFEFF?apiVersion[ \t]*:[ \t]*["']?([^\s"'#]+)/m;
export const KIND = /^\uFEFF?kind[ \t]*:[ \t]*["']?([^\s"'#]+)/m;
/** Groups and kinds inside a list item or a JSON document. */
const ANY_API_VERSION = /["']?apiVersion["']?[ \t]*:/;

const KSERVE_INGRESS =
  /^ingress[ \t]*:[ \t]*[|>][-+]?[ \t]*\{[ \t]*$[^}]*"(?:disableIstioVirtualHost|localGateway(?:Service)?|knativeLocalGatewayService|ingressGateway)"/m;

export type Relevance = 'ours' | 'foreign' | 'unsure';

/**
 * `ours`: worth parsing. `foreign`: certainly of no interest. `unsure`: has an apiVersion somewhere (JSON, indented, a List, a template),
 * so only parsing tells; faults of its YAML are not ours to report.
 */
export function relevanceOf(text: string): Relevance {
  const apiVersion = API_VERSION.exec(text)?.[1];
  const kind = KIND.exec(text)?.[1];
  if (apiVersion && kind && !apiVersion.includes('{') && !kind.includes('{')) {
    if (kind === 'List' && apiVersion === 'v1') return 'ours';
    return isOurs(splitApiVersion(apiVersion).group, kind) ? 'ours' : 'foreign';
  }
  if (ANY_API_VERSION.test(text)) return 'unsure';
  // KServe's configuration as documents show it: the key alone, with JSON on the line of the block header.
  if (KSERVE_INGRESS.test(text)) return 'ours';
  // A kind of ours whose apiVersion was forgotten or misspelt.
  return kind && isOurs('', kind) && !kindOf('', kind) ? 'unsure' : 'foreign';
}

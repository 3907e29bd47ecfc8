/** Why a document never comes into force. */
import type { YamlNode } from '../../yaml/node';

/** Who says no: the YAML reader of kubectl, the API server by the CRD's schema, or Istio's validating webhook. */
export type RefusedBy = 'yaml' | 'schema' | 'webhook';

export interface Refusal {
  /** Kebab case; the same fault has one code everywhere. */
  readonly code: string;
  readonly by: RefusedBy;
  readonly at: YamlNode;
  /** Where in the object, as `spec.rules[0].from`. */
  readonly path: string;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

export type Refuse = (refusal: Omit<Refusal, 'by'>) => void;

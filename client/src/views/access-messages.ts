/** What the panel and its page tell each other. */
import type {
  AccessReport,
  AccessService,
  AccessWhatIf,
  ProtocolLocation,
  ServiceName,
} from '../../../server/src/protocol';

/** What the page is asking about. */
export interface AccessQuery {
  readonly service: ServiceName;
  readonly whatIf: AccessWhatIf;
}

export type ToPage =
  | { readonly type: 'services'; readonly services: readonly AccessService[]; readonly reading: boolean }
  | { readonly type: 'report'; readonly report: AccessReport; readonly query: AccessQuery }
  /** There is nothing to show, and why. */
  | { readonly type: 'nothing'; readonly text: string };

export type ToPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly query: AccessQuery }
  | { readonly type: 'open'; readonly location: ProtocolLocation };

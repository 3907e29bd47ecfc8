import { STATISTICS_REQUEST, type Statistics } from '../../protocol';
import type { Session } from '../session';

export function onStatistics({ connection, manifests }: Session): void {
  connection.onRequest(STATISTICS_REQUEST, (): Statistics => {
    manifests.flush();
    return { ...manifests.workspace.counters };
  });
}

/** Requests of the panel "Who Can Call This Model?" and of the view "Meshward". */
import type { Place } from '../../core';
import type { AccessAnswers } from '../../ide/access-answers';
import { type ServiceEntry, type ServiceReport, serviceEntries, serviceReport } from '../../ide/access-report';
import type { AccessCell as TableCell } from '../../ide/access-table';
import { overviewOf, overviewSets } from '../../ide/overview';
import {
  ACCESS_REQUEST,
  ACCESS_SERVICES_REQUEST,
  type AccessCell,
  type AccessParams,
  type AccessReport,
  type AccessService,
  type AccessServices,
  OVERVIEW_REQUEST,
  OVERVIEW_SET_REQUEST,
  type Overview,
  type OverviewContent,
  type OverviewSetParams,
  type ProtocolLocation,
} from '../../protocol';
import type { Session } from '../session';

export function onAccess({ connection, manifests, converter, accessChanges }: Session, answers: AccessAnswers): void {
  const locate = (place: Place | undefined): ProtocolLocation | null => (place ? converter.location(place) : null);
  connection.onRequest(ACCESS_SERVICES_REQUEST, (): AccessServices => {
    manifests.flush();
    accessChanges.watch();
    const services = serviceEntries(answers, manifests.workspace.snapshot);
    return { services: services.map((entry) => serviceOf(entry, locate)), reading: manifests.unread.size > 0 };
  });
  connection.onRequest(ACCESS_REQUEST, ({ service, whatIf }: AccessParams): AccessReport | null => {
    manifests.flush();
    accessChanges.watch();
    const report = serviceReport(answers, manifests.workspace.snapshot, service, whatIf);
    return report ? { ...reportOf(report, locate), reading: manifests.unread.size > 0 } : null;
  });
  connection.onRequest(OVERVIEW_REQUEST, (): Overview => {
    manifests.flush();
    accessChanges.watch();
    return { sets: overviewSets(manifests.workspace.snapshot), reading: manifests.unread.size > 0 };
  });
  connection.onRequest(OVERVIEW_SET_REQUEST, ({ id }: OverviewSetParams): OverviewContent => {
    manifests.flush();
    accessChanges.watch();
    const { services, policies } = overviewOf(answers, manifests.workspace.snapshot, id);
    return {
      services: services.map(({ summary, ...entry }) => ({ ...serviceOf(entry, locate), summary })),
      policies: policies.map(({ place, effect, ...policy }) => ({
        ...policy,
        effect: effect ?? null,
        location: locate(place),
      })),
    };
  });
}

type Locate = (place: Place | undefined) => ProtocolLocation | null;

const serviceOf = ({ place, ...entry }: ServiceEntry, locate: Locate): AccessService => ({
  ...entry,
  location: locate(place),
});

const reportOf = (report: ServiceReport, locate: Locate): Omit<AccessReport, 'reading'> => ({
  ...report,
  service: serviceOf(report.service, locate),
  activator: report.activator ? { text: report.activator.text, location: locate(report.activator.place) } : null,
  callers: report.callers.map((caller) => ({
    ...caller,
    cells: caller.cells.map((cell) => (cell ? cellOf(cell, locate) : null)),
  })),
  policies: report.policies.map(({ place, ...policy }) => ({
    ...policy,
    action: policy.action ?? null,
    location: locate(place),
  })),
});

const cellOf = (cell: TableCell, locate: Locate): AccessCell => ({
  ...cell,
  hops: cell.hops.map((hop) => ({ ...hop, to: hop.to ?? null, port: hop.port ?? null })),
  reasons: cell.reasons.map(({ text, place }) => ({ text, location: locate(place) })),
  assumptions: cell.assumptions.map(({ text, from, place }) => ({ text, from, location: locate(place) })),
  mark: cell.mark ?? null,
  before: cell.before ?? null,
});

/** One cell in full: the path, the lines that decide, what is assumed, what to change. */
import type {
  AccessCaller,
  AccessCell,
  AccessColumn,
  AccessHop,
  AccessReason,
  ProtocolLocation,
} from '../../../../server/src/protocol';
import { button, element, section } from './dom';
import { columnTitle } from './matrix';

export interface Chosen {
  readonly caller: AccessCaller;
  readonly column: AccessColumn;
  readonly cell: AccessCell;
}

export function detail({ caller, column, cell }: Chosen, open: (location: ProtocolLocation) => void): HTMLElement {
  const upTo = countToLine(cell.reasons);
  const deciding = cell.reasons.slice(0, upTo);
  const others = cell.reasons.slice(upTo);
  const lines = (id: string, reasons: readonly AccessReason[]) =>
    reasons.length > 0
      ? element('ul', {}, ...reasons.map((reason, i) => element('li', {}, reasonLine(`${id}-${i}`, reason, open))))
      : undefined;
  return element(
    'div',
    { id: 'detail' },
    section(
      'path-title',
      `${caller.label} → ${columnTitle(column)}`,
      element('p', { class: `verdict ${cell.verdict}` }, `${cell.text}. ${cell.sentence}`),
      element('p', { class: 'note' }, cell.url),
      cell.hops.length > 0 ? path(caller, cell) : undefined,
    ),
    section(
      'deciding-title',
      'What decides',
      deciding.length > 0
        ? element(
            'div',
            { class: 'deciding' },
            ...deciding.map((reason) => element('p', {}, reasonLine('deciding', reason, open))),
          )
        : undefined,
      lines('reason', others),
    ),
    section(
      'advice-title',
      'What to change',
      cell.advice.length > 0 ? element('ul', {}, ...cell.advice.map((text) => element('li', {}, text))) : undefined,
    ),
    section(
      'assumed-title',
      'What is assumed',
      cell.assumptions.length > 0
        ? element(
            'ul',
            {},
            ...cell.assumptions.map((one, i) =>
              element('li', {}, reasonLine(`assumed-${i}`, one, open), ` (${ORIGINS[one.from]})`),
            ),
          )
        : undefined,
    ),
  );
}

const ORIGINS = {
  file: 'a file says so',
  setting: 'a setting',
  default: 'the default of an ordinary installation',
} as const;

/** How many reasons it takes to come to a line of a file; all of them where there is none. */
function countToLine(reasons: readonly AccessReason[]): number {
  const first = reasons.findIndex(({ location }) => location !== null);
  return first < 0 ? reasons.length : first + 1;
}

function reasonLine(
  id: string,
  { text, location }: AccessReason,
  open: (location: ProtocolLocation) => void,
): HTMLElement {
  if (!location) return element('span', {}, text);
  const where = `${fileName(location.uri)}:${location.range.start.line + 1}`;
  return element(
    'span',
    {},
    text,
    ' ',
    button(id, where, () => open(location), { class: 'link', 'aria-label': `Open ${where}: ${text}` }),
  );
}

const fileName = (uri: string): string => {
  const name = uri.split('/').at(-1) ?? uri;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

const STATIONS = {
  client: 'Caller',
  gateway: 'Gateway',
  activator: 'Activator',
  waypoint: 'Waypoint',
  pod: 'Model',
} as const;
const TRANSPORTS = { mtls: 'mutual TLS', plaintext: 'plaintext', tls: 'TLS', none: 'nothing is sent' } as const;

/** Boxes with what goes between them; a list, so that it reads in order too. */
function path(caller: AccessCaller, { hops }: AccessCell): HTMLElement {
  const box = (text: string, detail?: string) =>
    element('li', { class: 'station' }, element('strong', {}, text), detail ? element('span', {}, detail) : undefined);
  return element(
    'ol',
    { class: 'path', 'aria-label': 'The path of the request' },
    box(STATIONS.client, caller.names[0]),
    ...hops.flatMap((hop) => [
      edge(hop),
      ...(hop.probe ? [] : [hop.to ? box(STATIONS[hop.to], port(hop)) : box('Nowhere')]),
    ]),
  );
}

const port = (hop: AccessHop): string => (hop.port === null ? '' : `port ${hop.port}`);

function edge(hop: AccessHop): HTMLElement {
  const stopped = hop.outcome !== 'accepted';
  const identity = hop.identity === null ? 'no identity' : `as ${hop.identity}`;
  return element(
    'li',
    { class: `edge${stopped ? ' stopped' : ''}` },
    hop.probe ? element('em', {}, `${STATIONS[hop.from]}'s health probe`) : undefined,
    element('span', {}, TRANSPORTS[hop.tls]),
    hop.tls === 'none' ? undefined : element('span', { class: 'identity' }, identity),
    element('span', { class: 'outcome' }, `${stopped ? '✗' : '✓'} ${hop.outcome}`),
    element('span', { class: 'arrow', 'aria-hidden': 'true' }, hop.probe ? '⇢' : '→'),
  );
}

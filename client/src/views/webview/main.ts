/** The page of "Who Can Call This Model?": draws what the panel sends, and tells it what the user asks. */
import type { AccessReport, AccessService, AccessWhatIf, ServiceName } from '../../../../server/src/protocol';
import type { AccessQuery, ToPage, ToPanel } from '../access-messages';
import { type Chosen, detail } from './detail';
import { button, element, section, select } from './dom';
import { type CellPlace, cellLabel, matrix } from './matrix';
import { whatIfForm } from './what-if';

declare function acquireVsCodeApi(): { postMessage(message: ToPanel): void };

/** A cell by what it is about, so that it is found again in another answer. */
interface ChosenCell {
  readonly caller: string;
  readonly host: string;
  readonly activator: string;
}

class Page {
  readonly #send: (message: ToPanel) => void;
  readonly #view = document.getElementById('view')!;
  readonly #live = document.getElementById('live')!;
  readonly #draft = { text: '' };
  #services: readonly AccessService[] = [];
  #reading = false;
  #shown: { readonly report: AccessReport; readonly query: AccessQuery } | undefined;
  #nothing: string | undefined;
  #chosen: ChosenCell | undefined;

  constructor(send: (message: ToPanel) => void) {
    this.#send = send;
  }

  receive(message: ToPage): void {
    switch (message.type) {
      case 'services':
        this.#services = message.services;
        this.#reading = message.reading;
        // The report, or that there is none, follows at once.
        return;
      case 'nothing':
        this.#shown = undefined;
        this.#nothing = message.text;
        this.#draw();
        this.#say(message.text);
        return;
      case 'report': {
        const before = this.#shown?.report;
        const { report, query } = message;
        this.#shown = { report, query };
        this.#nothing = undefined;
        this.#draw();
        this.#say(announcement(before, report));
      }
    }
  }

  #say(text: string): void {
    if (text && this.#live.textContent !== text) this.#live.textContent = text;
  }

  #ask(service: ServiceName, whatIf: AccessWhatIf): void {
    this.#send({ type: 'ask', query: { service, whatIf } });
  }

  /** Draws everything anew; whoever had the focus has it again. */
  #draw(): void {
    const focused = document.activeElement?.id;
    const caret = document.activeElement instanceof HTMLInputElement ? document.activeElement.selectionStart : null;
    this.#view.replaceChildren(...this.#parts().filter((part) => part !== undefined));
    this.#view.setAttribute('aria-busy', 'false');
    const again = focused ? document.getElementById(focused) : undefined;
    again?.focus();
    if (again instanceof HTMLInputElement && caret !== null) again.setSelectionRange(caret, caret);
  }

  #parts(): (HTMLElement | undefined)[] {
    if (!this.#shown) {
      const text = this.#nothing ?? '';
      return [
        element('h1', {}, 'Who can call this model?'),
        this.#picker(undefined),
        element('p', { id: 'nothing' }, text),
      ];
    }
    const { report, query } = this.#shown;
    const place = placeOf(report, this.#chosen);
    const chosen = place && at(report, place);
    const { service } = report;
    return [
      element('h1', {}, `Who can call ${service.namespace}/${service.name}?`),
      this.#picker(service),
      element('p', { id: 'summary' }, report.summary),
      report.reading ? element('p', { class: 'note' }, 'Files are still being read: this may change.') : undefined,
      this.#sets(report),
      report.activator ? element('p', { class: 'note' }, `Activator: ${report.activator.text}`) : undefined,
      matrix(report, place, (to) => this.#choose(report, to)),
      chosen ? detail(chosen, (location) => this.#send({ type: 'open', location })) : undefined,
      whatIfForm(report, query.whatIf, this.#draft, (whatIf) => this.#ask(query.service, whatIf)),
    ];
  }

  #choose(report: AccessReport, place: CellPlace): void {
    const chosen = at(report, place);
    if (!chosen) return;
    const { host, activator } = chosen.column;
    this.#chosen = { caller: chosen.caller.label, host, activator };
    this.#draw();
    this.#say(cellLabel(chosen.caller, chosen.column, chosen.cell));
  }

  #picker(current: AccessService | undefined): HTMLElement | undefined {
    if (this.#services.length < 2 && current) return undefined;
    if (this.#services.length === 0) return undefined;
    const nameOf = ({ namespace, name, setLabel }: AccessService) =>
      setLabel ? `${namespace}/${name} (${setLabel})` : `${namespace}/${name}`;
    const index = this.#services.findIndex(
      ({ namespace, name, set }) => namespace === current?.namespace && name === current.name && set === current.set,
    );
    const options = this.#services.map((service, i) => ({ value: String(i), text: nameOf(service) }));
    const control = select('service', options, String(index), (value) => {
      const service = this.#services[Number(value)];
      if (service) this.#ask(identityOf(service), {});
    });
    const more = this.#reading ? ' (files are still being read)' : '';
    return element('p', { class: 'field' }, element('label', { for: 'service' }, `InferenceService${more}`), control);
  }

  #sets({ sets, service }: AccessReport): HTMLElement | undefined {
    if (sets.length === 0) return undefined;
    const same = new Set(sets.map(({ summary }) => summary)).size === 1;
    const items = sets.map(({ set, label, summary }, i) =>
      element(
        'li',
        {},
        set === service.set
          ? element('strong', {}, `${label} (shown)`)
          : button(`set-${i}`, label, () => this.#ask({ ...identityOf(service), set }, {}), { class: 'link' }),
        same ? undefined : `: ${summary}`,
      ),
    );
    const text = same
      ? `${sets.length} sets of manifests hold this model, and say the same.`
      : `${sets.length} sets of manifests hold this model, and they differ:`;
    return section('sets-title', 'Sets of manifests', element('p', {}, text), element('ul', {}, ...items));
  }
}

const identityOf = ({ namespace, name, set }: AccessService): ServiceName => ({ namespace, name, set });

function placeOf({ callers, columns }: AccessReport, chosen: ChosenCell | undefined): CellPlace | undefined {
  if (!chosen) return undefined;
  const row = callers.findIndex(({ label }) => label === chosen.caller);
  const exact = columns.findIndex(({ host, activator }) => host === chosen.host && activator === chosen.activator);
  const column = exact >= 0 ? exact : columns.findIndex(({ host }) => host === chosen.host);
  return row >= 0 && column >= 0 && callers[row]?.cells[column] ? { row, column } : undefined;
}

function at({ callers, columns }: AccessReport, { row, column }: CellPlace): Chosen | undefined {
  const caller = callers[row];
  const cell = caller?.cells[column];
  return caller && cell ? { caller, column: columns[column]!, cell } : undefined;
}

/** What a screen reader is told after an answer. */
function announcement(before: AccessReport | undefined, { service, summary, changes, problems }: AccessReport): string {
  const same = before?.service.name === service.name && before.service.namespace === service.namespace;
  const thought = [...problems, ...changes].join('. ');
  if (thought) return thought;
  return same && before.summary === summary ? '' : `${service.namespace}/${service.name}: ${summary}`;
}

const host = acquireVsCodeApi();
const page = new Page((message) => host.postMessage(message));
window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => page.receive(data));
host.postMessage({ type: 'ready' });

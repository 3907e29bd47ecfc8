/** Elements from plain data. Text is only ever set as text: names in files may hold anything. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined;

/** Attributes that are `undefined` or false are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function button(id: string, text: string, run: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { id, type: 'button', ...attributes }, text);
  made.addEventListener('click', run);
  return made;
}

export interface Option {
  readonly value: string;
  readonly text: string;
}

export function select(
  id: string,
  options: readonly Option[],
  chosen: string,
  choose: (value: string) => void,
): HTMLSelectElement {
  const made = element('select', { id }, ...options.map(({ value, text }) => element('option', { value }, text)));
  made.value = chosen;
  made.addEventListener('change', () => choose(made.value));
  return made;
}

export const labelled = (label: string, control: HTMLElement): HTMLElement =>
  element('p', { class: 'field' }, element('label', { for: control.id }, label), control);

/** A heading with what belongs to it; `undefined` when there is nothing. */
export const section = (id: string, title: string, ...children: readonly Child[]): HTMLElement | undefined =>
  children.some((child) => child !== undefined)
    ? element('section', { 'aria-labelledby': id }, element('h2', { id }, title), ...children)
    : undefined;

/** The form of changes that are only thought of, and what they change. */
import type { AccessReport, AccessWhatIf, PolicyChange } from '../../../../server/src/protocol';
import { button, element, labelled, section, select } from './dom';

const SAME = '';

export const isNothing = ({ activator, policies = [], callers = [] }: AccessWhatIf): boolean =>
  activator === undefined && policies.length === 0 && callers.length === 0;

/** @param draft the caller that is being typed: the form is drawn anew with every answer */
export function whatIfForm(
  report: AccessReport,
  whatIf: AccessWhatIf,
  draft: { text: string },
  ask: (whatIf: AccessWhatIf) => void,
): HTMLElement | undefined {
  return section(
    'what-if-title',
    'What if…',
    element('p', { class: 'note' }, 'Thought through only: no file is changed.'),
    report.activator ? activatorField(whatIf, ask) : undefined,
    ...report.policies.map((_, i) => policyField(report, i, whatIf, ask)),
    callerField(whatIf, draft, ask),
    isNothing(whatIf) ? undefined : button('what-if-reset', 'As it is', () => ask({})),
    changes(report, whatIf),
  );
}

function activatorField(whatIf: AccessWhatIf, ask: (whatIf: AccessWhatIf) => void): HTMLElement {
  const options = [
    { value: SAME, text: 'as it is' },
    { value: 'on', text: 'on every path' },
    { value: 'off', text: 'on no path' },
  ];
  const control = select('what-if-activator', options, whatIf.activator ?? SAME, (value) => {
    const { activator: _, ...rest } = whatIf;
    ask(value === 'on' || value === 'off' ? { ...rest, activator: value } : rest);
  });
  return labelled('The activator is', control);
}

function policyField(
  { policies }: AccessReport,
  index: number,
  whatIf: AccessWhatIf,
  ask: (whatIf: AccessWhatIf) => void,
): HTMLElement {
  const { namespace, name, action } = policies[index]!;
  const chosen = whatIf.policies ?? [];
  const mine = chosen.find((each) => each.namespace === namespace && each.name === name);
  const options = [
    { value: SAME, text: `as it is (${action ?? 'unknown'})` },
    ...(['ALLOW', 'DENY'] as const).filter((each) => each !== action).map((each) => ({ value: each, text: each })),
    { value: 'remove', text: 'removed' },
  ];
  const control = select(`what-if-policy-${index}`, options, mine?.change ?? SAME, (value) => {
    const others = chosen.filter((each) => each !== mine);
    const added = value === SAME ? [] : [{ namespace, name, change: value as PolicyChange }];
    ask({ ...whatIf, policies: [...others, ...added] });
  });
  return labelled(`AuthorizationPolicy ${namespace}/${name} is`, control);
}

function callerField(whatIf: AccessWhatIf, draft: { text: string }, ask: (whatIf: AccessWhatIf) => void): HTMLElement {
  const callers = whatIf.callers ?? [];
  const input = element('input', {
    id: 'what-if-caller',
    type: 'text',
    placeholder: 'namespace/serviceaccount',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  input.value = draft.text;
  input.addEventListener('input', () => {
    draft.text = input.value;
  });
  const add = () => {
    const name = input.value.trim();
    if (name === '' || callers.includes(name)) return;
    draft.text = '';
    input.value = '';
    ask({ ...whatIf, callers: [...callers, name] });
  };
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add();
  });
  const field = labelled('Another caller', input);
  field.append(button('what-if-add', 'Add', add));
  if (callers.length === 0) return field;
  const added = callers.map((name, i) =>
    element(
      'li',
      {},
      `${name} `,
      button(
        `what-if-remove-${i}`,
        'Remove',
        () => ask({ ...whatIf, callers: callers.filter((each) => each !== name) }),
        { 'aria-label': `Remove caller ${name}` },
      ),
    ),
  );
  return element('div', {}, field, element('ul', { 'aria-label': 'Added callers' }, ...added));
}

function changes({ changes: lines, problems }: AccessReport, whatIf: AccessWhatIf): HTMLElement | undefined {
  if (isNothing(whatIf)) return undefined;
  const items = [...problems, ...lines].map((text) => element('li', {}, text));
  const onlyCallers = whatIf.activator === undefined && (whatIf.policies ?? []).length === 0;
  if (items.length === 0 && onlyCallers) return undefined;
  return element(
    'div',
    { id: 'what-if-changes' },
    element('h3', {}, 'What changes'),
    items.length > 0 ? element('ul', {}, ...items) : element('p', {}, 'Nobody gains or loses access.'),
  );
}

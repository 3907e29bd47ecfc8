/** One question at a time, with Back, a step count, and answers checked while they are typed. */
import {
  type Disposable,
  type InputBox,
  l10n,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  window,
} from 'vscode';

/** An answer, the wish to go back, or the end of it all (Escape). */
export type Answer<T> = { readonly value: T } | 'back' | 'cancel';

export interface Question {
  readonly title: string;
  readonly prompt: string;
  /** Counted from 1. */
  readonly step: number;
  readonly totalSteps: number;
}

/** What is wrong with a typed text, in words. */
export type Validate = (text: string) => Promise<string | undefined>;

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** A proposal, the typed text, or (without `text`) what is wrong with it. */
interface Offer extends QuickPickItem {
  readonly text?: string;
}

/** Each question takes the place of the one before, without a gap in which keys would go to the editor. */
export class MultiStep implements Disposable {
  #shown: Disposable | undefined;

  /** Asks for one of several choices; `active` is the one under the cursor at first. */
  choice<T>(question: Question, choices: readonly Choice<T>[], active?: T): Promise<Answer<T>> {
    const pick = window.createQuickPick<Choice<T>>();
    pick.items = choices;
    pick.activeItems = choices.filter((choice) => choice.value === active).slice(0, 1);
    pick.placeholder = question.prompt;
    return this.#ask(pick, question, async () => pick.selectedItems[0] && { value: pick.selectedItems[0].value });
  }

  text(question: Question, value: string, validate: Validate): Promise<Answer<string>> {
    const box = window.createInputBox();
    box.value = value;
    box.prompt = question.prompt;
    let latest = 0;
    const check = async () => {
      const mine = ++latest;
      const message = await validate(box.value);
      if (mine === latest) box.validationMessage = message;
      return message;
    };
    return this.#ask(
      box,
      question,
      async () => ((await check()) === undefined ? { value: box.value.trim() } : undefined),
      box.onDidChangeValue(check),
    );
  }

  /** Asks for a text that the workspace has proposals for: one of them, or whatever is typed. */
  textWithOffers(
    question: Question,
    proposals: readonly QuickPickItem[],
    value: string,
    validate: Validate,
  ): Promise<Answer<string>> {
    const offers: readonly Offer[] = proposals.map((proposal) => ({ ...proposal, text: proposal.label }));
    const pick = window.createQuickPick<Offer>();
    pick.items = offers;
    pick.activeItems = offers.filter((offer) => offer.text === value).slice(0, 1);
    pick.placeholder = question.prompt;
    let latest = 0;
    const onTyped = async () => {
      const mine = ++latest;
      const typed = pick.value.trim();
      if (typed === '' || offers.some((offer) => offer.text === typed)) {
        pick.items = offers;
        return;
      }
      // Before it is checked, so that Enter means what was typed however fast it comes.
      pick.items = [{ label: typed, description: l10n.t('as typed'), text: typed, alwaysShow: true }, ...offers];
      const message = await validate(typed);
      if (message === undefined || mine !== latest) return;
      pick.items = [{ label: `$(error) ${message}`, alwaysShow: true }, ...offers];
    };
    return this.#ask(
      pick,
      question,
      async () => {
        // While the list is being replaced nothing is selected: Enter then means what was typed.
        const text = pick.selectedItems[0]?.text ?? pick.value.trim();
        return text !== '' && (await validate(text)) === undefined ? { value: text } : undefined;
      },
      pick.onDidChangeValue(onTyped),
    );
  }

  /** Asks for some of several proposals, and for what is typed with commas between. The answer has commas between its items too. */
  several(
    question: Question,
    proposals: readonly QuickPickItem[],
    value: string,
    validate: Validate,
  ): Promise<Answer<string>> {
    const pick = window.createQuickPick<Offer>();
    const ticked = itemsOf(value);
    const extra = ticked.filter((item) => !proposals.some(({ label }) => label === item)).map((label) => ({ label }));
    const offers: readonly Offer[] = [...proposals, ...extra].map((offer) => ({ ...offer, text: offer.label }));
    pick.canSelectMany = true;
    pick.items = offers;
    pick.selectedItems = offers.filter((offer) => ticked.includes(offer.label));
    pick.placeholder = question.prompt;
    const answer = () => {
      const chosen = new Set(pick.selectedItems.map(({ text }) => text));
      const listed = offers.filter(({ text }) => chosen.has(text)).map(({ label }) => label);
      return [...new Set([...listed, ...typed()])].join(', ');
    };
    // The last word may be the beginning of an offer that is being looked for.
    const typed = () => {
      const items = itemsOf(pick.value);
      const last = pick.value.trimEnd().endsWith(',') ? undefined : items.at(-1);
      return items.filter((item) => item !== last || !offers.some((o) => o.label !== item && o.label.startsWith(item)));
    };
    let latest = 0;
    const check = async () => {
      const mine = ++latest;
      const message = await validate(answer());
      // The prompt is all that such a list has to say something with.
      if (mine === latest) pick.placeholder = message ?? question.prompt;
      return message;
    };
    const onTyped = () => {
      const kept = pick.selectedItems.filter(({ text }) => offers.some((offer) => offer.text === text));
      const added = typed()
        .filter((label) => !offers.some((offer) => offer.text === label))
        .map((label): Offer => ({ label, description: l10n.t('as typed'), text: label, alwaysShow: true }));
      pick.items = [...added, ...offers];
      pick.selectedItems = [...added, ...kept];
      void check();
    };
    return this.#ask(
      pick,
      question,
      async () => ((await check()) === undefined ? { value: answer() } : undefined),
      pick.onDidChangeValue(onTyped),
      pick.onDidChangeSelection(() => void check()),
    );
  }

  dispose(): void {
    this.#shown?.dispose();
    this.#shown = undefined;
  }

  /** Shows the input until it is answered. `accept` gives `undefined` as long as the answer will not do. */
  async #ask<T, I extends QuickPickItem>(
    input: InputBox | QuickPick<I>,
    question: Question,
    accept: () => Promise<{ readonly value: T } | undefined>,
    ...listeners: Disposable[]
  ): Promise<Answer<T>> {
    input.title = question.title;
    input.step = question.step;
    input.totalSteps = question.totalSteps;
    // A user may want to look something up in a file meanwhile; Escape still ends it.
    input.ignoreFocusOut = true;
    input.buttons = question.step > 1 ? [QuickInputButtons.Back] : [];
    try {
      return await new Promise<Answer<T>>((resolve, reject) => {
        const onAccept = async () => {
          input.busy = true;
          try {
            const answer = await accept();
            if (answer) resolve(answer);
            else input.busy = false;
          } catch (error) {
            reject(error);
          }
        };
        listeners.push(
          input.onDidTriggerButton((button) => button === QuickInputButtons.Back && resolve('back')),
          input.onDidAccept(onAccept),
          input.onDidHide(() => resolve('cancel')),
        );
        input.show();
        this.dispose();
        this.#shown = input;
      });
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  }
}

const itemsOf = (list: string): string[] =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

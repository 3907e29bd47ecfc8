/** What hosts do with a template: list it, check an answer, render it, plan it against a workspace, make a snippet of it. */
import { DEFAULT_PLATFORM, type Platform } from '../platform/platform';
import type { Snapshot } from '../workspace/snapshot';
import { completeAnswers, defaultOf, problemOf, ScaffoldInputError, viewOf } from './answers';
import { scaffoldFacts } from './facts';
import { planAgainst } from './plan';
import { renderFiles, renderSteps } from './render';
import { renderSnippet } from './snippet';
import { type Beside, suggestion, takenBy } from './suggest';
import { readTemplate, type Template } from './template';
import { TEMPLATES } from './templates.gen';
import type { RenderedScaffold, ScaffoldInfo, ScaffoldPlan, ScaffoldValues, WorkspaceFacts } from './types';
import type { ScaffoldView } from './view';
import { VIEWS } from './views';

/** Every scaffold, by name, with the questions it asks. Defaults that depend on the cluster are taken from `platform`. */
export function listScaffolds(platform: Platform = DEFAULT_PLATFORM): ScaffoldInfo[] {
  return Object.keys(TEMPLATES).map((name) => {
    const { title, description, folder, open, inputs } = find(name).template;
    return {
      name,
      title,
      description,
      folder,
      open,
      inputs: inputs.map((input) => {
        const { key, title, prompt, kind, choices, defaultFrom, when, offers } = input;
        return { key, title, prompt, kind, choices, default: defaultOf(input, platform), defaultFrom, when, offers };
      }),
    };
  });
}

/**
 * Checks one answer as it stands.
 * @param beside with it, the answer is held against the workspace too
 * @returns what is wrong with it, in words; `undefined` when it will do.
 */
export function validateScaffoldInput(
  name: string,
  key: string,
  value: string,
  platform: Platform = DEFAULT_PLATFORM,
  beside?: Beside,
): string | undefined {
  const { template, view } = find(name);
  const input = template.inputs.find((candidate) => candidate.key === key);
  if (!input) return `${name} does not ask for "${key}".`;
  return problemOf(input, value, view, platform) ?? (beside && takenBy(input, value.trim(), beside, platform));
}

/**
 * The answer to propose for a question, by the workspace and earlier answers.
 * @returns `undefined` when the workspace says no more than the question's own default
 */
export function suggestAnswer(name: string, key: string, beside: Beside, platform: Platform): string | undefined {
  const input = find(name).template.inputs.find((candidate) => candidate.key === key);
  return input && suggestion(input, defaultOf(input, platform), beside, platform);
}

/** Answers with what the workspace suggests for those that are not given. */
function withSuggestions(snapshot: Snapshot, name: string, values: ScaffoldValues): ScaffoldValues {
  const facts = scaffoldFacts(snapshot);
  const all: Record<string, string> = { ...values };
  for (const { key } of find(name).template.inputs) {
    if (all[key] !== undefined) continue;
    const suggested = suggestAnswer(
      name,
      key,
      { facts, values: { ...defaults(name, snapshot.platform), ...all } },
      snapshot.platform,
    );
    if (suggested !== undefined) all[key] = suggested;
  }
  return all;
}

const defaults = (name: string, platform: Platform): ScaffoldValues =>
  Object.fromEntries(find(name).template.inputs.map((input) => [input.key, defaultOf(input, platform) ?? '']));

/**
 * Files and next steps for some answers; the others have their defaults.
 * @throws ScaffoldInputError when an answer will not do, or there is no such scaffold (field `name`).
 */
export function renderScaffold(
  name: string,
  values: ScaffoldValues,
  platform: Platform = DEFAULT_PLATFORM,
): RenderedScaffold {
  return render(name, values, platform, { elsewhere: [], clashed: [], inValues: [] });
}

/** Two forms of KServe's `ingress`. */
const INGRESS_FILES: ReadonlySet<string> = new Set(['inferenceservice-config-patch.yaml', 'values.yaml']);

/** Files that are not written; each is `<list>.<name without ending>` in the template, those of KServe's `ingress` are `<list>.ingress`. */
interface NotWritten {
  /** What they hold is in others. */
  readonly elsewhere: readonly string[];
  /** Among these: it is not, and has to be seen to by hand. */
  readonly clashed: readonly string[];
  /** Among these: it is in values of KServe's chart. */
  readonly inValues: readonly string[];
}

function render(name: string, values: ScaffoldValues, platform: Platform, not: NotWritten): RenderedScaffold {
  const { template, view } = find(name);
  const answers = completeAnswers(template, values, view, platform);
  const derived = {
    ...viewOf(template, view, answers, platform),
    ...Object.fromEntries(
      Object.entries(not).map(([list, paths]: [string, readonly string[]]) => [
        list,
        Object.fromEntries(
          paths.map((path) => [INGRESS_FILES.has(path) ? 'ingress' : path.replace(/\.\w+$/, ''), true]),
        ),
      ]),
    ),
  };
  const steps = renderSteps(template, derived);
  const numbered = steps.map((step, i) => ({ ...step, number: i + 1, hasCommands: step.commands.length > 0 }));
  return {
    files: renderFiles(template, { ...derived, steps: numbered }),
    next: steps.map(({ text, commands }) => [text, ...commands.map((command) => `  ${command}`)].join('\n')),
  };
}

/**
 * The same against a workspace: objects that are there are not written a second time. They take over what they lack, or stand as clashes.
 * Answers that are not given are those that the workspace suggests, else the defaults.
 * @param folder URI where the files are to go
 * @throws ScaffoldInputError as {@link renderScaffold} does.
 */
export function planScaffold(snapshot: Snapshot, name: string, values: ScaffoldValues, folder: string): ScaffoldPlan {
  const { ingressKeys = [] } = find(name).template;
  const answers = withSuggestions(snapshot, name, values);
  const planned = (not: NotWritten) => {
    const rendered = render(name, answers, snapshot.platform, not);
    return { files: rendered.files, ...planAgainst(snapshot, { ...rendered, ingressKeys }, folder) };
  };
  const { files, plan, clashed, inValues } = planned({ elsewhere: [], clashed: [], inValues: [] });
  const written = new Set(plan.creates.map(({ path }) => path));
  const elsewhere = files.map(({ path }) => path).filter((path) => path.endsWith('.yaml') && !written.has(path));
  // The README and the steps tell of what is written only.
  return elsewhere.length === 0 ? plan : withoutRows(planned({ elsewhere, clashed, inValues }).plan, elsewhere);
}

/** The README's table of files has a row for each; those that are not written have none. */
const withoutRows = (plan: ScaffoldPlan, paths: readonly string[]): ScaffoldPlan => ({
  ...plan,
  creates: plan.creates.map((file) =>
    file.path === 'README.md'
      ? {
          ...file,
          text: file.text
            .split('\n')
            .filter((line) => !paths.some((path) => line.startsWith(`| \`${path}\` |`)))
            .join('\n'),
        }
      : file,
  ),
});

/** Paths of the files that hold a scaffold's main manifests. */
export const snippetFiles = (name: string): readonly string[] => find(name).template.snippet;

/** The scaffold's main documents as an LSP snippet, with tab stops for answers and choices from the workspace. */
export function scaffoldSnippet(name: string, facts: WorkspaceFacts, platform: Platform = DEFAULT_PLATFORM): string {
  const { template, view } = find(name);
  return renderSnippet(template, view, facts, platform);
}

function find(name: string): { template: Template; view: ScaffoldView } {
  const text = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
  const view = VIEWS[name];
  if (text === undefined || !view) {
    throw new ScaffoldInputError(
      'name',
      `There is no scaffold "${name}". There are ${Object.keys(TEMPLATES).join(', ')}.`,
    );
  }
  return { template: templateOf(name, text), view };
}

/** Templates never change while the program runs, and reading one takes a millisecond: each is read once. */
const READ = new Map<string, Template>();

function templateOf(name: string, text: string): Template {
  const known = READ.get(name) ?? readTemplate(text);
  READ.set(name, known);
  return known;
}

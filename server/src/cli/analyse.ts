/** Inputs into a workspace, with a look at the progress in between. */
import { type Rule, type SourceFile, Workspace } from '../core';
import { namedSets } from '../files/sets';
import { type CliHost, UsageError } from './host';
import type { Inputs } from './inputs';
import { plural } from './report/summary';

/** Files parsed between two looks at the progress. */
const PARSE_SLICE = 50;

/**
 * @param onBroken told of rules that failed
 * @throws UsageError when the inputs' settings contradict each other
 */
export function analyse(
  { files: inputs, roots, listed, leftOut }: Inputs,
  host: CliHost,
  rules: readonly Rule[],
  onBroken: (sentence: string) => void = () => {},
): Workspace {
  const platforms = new Map(
    [...inputs.values()].map(({ settings: { platform } }) => [JSON.stringify(platform), platform]),
  );
  if (platforms.size > 1) {
    throw new UsageError(
      'The settings files of these paths say different things about the platform, so what lies there cannot be judged together. Name the paths one by one, or one settings file with --config.',
    );
  }
  const [platform] = platforms.values();
  const sets = new Map(
    [...inputs.values()].flatMap(({ settings }) => settings.sets.map((set) => [JSON.stringify(set), set] as const)),
  );
  const workspace = new Workspace({
    roots,
    listed,
    leftOut,
    named: namedSets([...sets.values()], roots),
    rules,
    platform,
    once: true,
    severities: (uri) => inputs.get(uri)?.settings.severities ?? {},
    onRuleError: (rule, error) => onBroken(`The rule ${rule} failed, so its findings are missing: ${String(error)}`),
  });
  const files = new Map<string, SourceFile>();
  for (const [uri, { content, foreign }] of inputs) {
    if (foreign) continue;
    const file = workspace.open(uri, content);
    files.set(uri, file);
    for (const { document } of file.documents) void document.resources;
    if (files.size % PARSE_SLICE === 0) host.progress(`Parsing ${files.size} of ${inputs.size} files`);
  }
  host.progress(`Comparing the objects of ${plural(files.size, 'file')}`);
  workspace.put(files);
  return workspace;
}

/** schemas/SOURCE.md: which project, version and commit the structure was made from. */
export interface Source {
  readonly project: string;
  readonly version: string;
}

const HEAD = `# Where the schemas come from

Written by \`npm run schemas:import -- PATH… --source "project=version, commit"\`. Only structure and limits are taken (fields,
types, accepted values, defaults, what is required, forms, lengths, numbers, and validation rules that need no expression language); the
descriptions in \`docs/\` are our own. Each project's definitions are under the Apache License 2.0.

| project | version and commit |
| --- | --- |
`;

/** @throws Error for a flag without \`=\` */
export function parseSource(flag: string): Source {
  const at = flag.indexOf('=');
  if (at < 1 || at === flag.length - 1) throw new Error(`--source takes project=version, not "${flag}"`);
  return { project: flag.slice(0, at).trim(), version: flag.slice(at + 1).trim() };
}

/** The page with the given rows; projects that are not named keep the rows they had. */
export function printSources(before: string, sources: readonly Source[]): string {
  const rows = new Map<string, string>();
  for (const [, project, version] of before.matchAll(/^\| ([^|]+?) \| ([^|]+?) \|$/gm)) {
    if (project !== 'project' && project !== '---') rows.set(project!, version!);
  }
  for (const { project, version } of sources) rows.set(project, version);
  return (
    HEAD +
    [...rows]
      .sort()
      .map(([project, version]) => `| ${project} | ${version} |\n`)
      .join('')
  );
}

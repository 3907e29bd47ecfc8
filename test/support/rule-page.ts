/** A rule's page as test cases: its fenced YAML, section by section. */
import { type Expected, readMarks } from './fixture';

export interface PageCase {
  readonly title: string;
  readonly reported: boolean;
  readonly files: ReadonlyMap<string, string>;
  readonly expected: readonly Expected[];
  readonly fixed: readonly { readonly file: string; readonly fix: string | undefined; readonly text: string }[];
  /** Overrides of the platform's facts, from a `json platform` block. */
  readonly platform: Record<string, unknown>;
}

const FENCE = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;
const attribute = (info: string, name: string) =>
  new RegExp(`${name}="([^"]*)"`).exec(info)?.[1] ?? new RegExp(`${name}=(\\S+)`).exec(info)?.[1];

export function readRulePage(markdown: string): PageCase[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const title = section.slice(0, section.indexOf('\n')).trim();
      if (!/^(Reported|Not reported)/.test(title)) return [];
      const files = new Map<string, string>();
      const expected: Expected[] = [];
      const fixed: PageCase['fixed'][number][] = [];
      let platform = {};
      for (const [, language, info, body] of section.matchAll(FENCE)) {
        const file = attribute(info!, 'title') ?? 'manifest.yaml';
        if (language === 'json') platform = JSON.parse(body!);
        else if (/\bfixed\b/.test(info!)) fixed.push({ file, fix: attribute(info!, 'fix'), text: body! });
        else {
          const marked = readMarks(body!);
          files.set(file, marked.text);
          expected.push(...marked.marks.map((mark) => ({ file, ...mark })));
        }
      }
      return [{ title, reported: title.startsWith('Reported'), files, expected, fixed, platform }];
    });
}

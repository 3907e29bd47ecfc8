/** A rule's page as plain text for a terminal. */

const FENCE = /^```(\w*)(.*)$/;

export function plainMarkdown(markdown: string): string {
  const lines: string[] = [];
  let inCode = false;
  for (const line of markdown.replace(/\r\n/g, '\n').split('\n')) {
    const fence = FENCE.exec(line);
    if (fence) {
      if (!inCode) lines.push(...captionOf(fence[2]!));
      inCode = !inCode;
    } else if (inCode) {
      // `#<` is how a page writes a mark in column 0.
      lines.push(`    ${line.replace(/^#<(?=\^)/, '# ')}`.trimEnd());
    } else if (!/^<!--.*-->$|^\| \| \|$|^\| --- /.test(line)) {
      lines.push(plainLine(line));
    }
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function captionOf(info: string): string[] {
  if (/\bfixed\b/.test(info)) return ['After the quick fix:', ''];
  const title = /title="?([^"\s]+)/.exec(info)?.[1];
  return title ? [`${title}:`, ''] : [];
}

function plainLine(line: string): string {
  const heading = /^(#+) (.*)$/.exec(line);
  if (heading) return heading[1]!.length === 1 ? heading[2]! : `-- ${heading[2]!}`;
  const cells = /^\| (.*?) \| (.*) \|$/.exec(line);
  const text = cells ? `${cells[1]}: ${cells[2]}` : line;
  return text.replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_, label: string, target: string) =>
    /^https?:/.test(target) ? `${label} <${target}>` : label,
  );
}

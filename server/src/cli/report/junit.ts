/** JUnit XML: a suite for each file; what makes the command fail is a failure, weaker findings are output. */
import type { Outcome } from './report';
import type { Reported } from './reported';
import { escapeXml } from './xml';

export function junitReport({ findings, files }: Outcome): string {
  const byFile = new Map<string, Reported[]>(files.map((file) => [file, []]));
  for (const finding of findings) byFile.get(finding.file)?.push(finding);
  const suites = [...byFile].flatMap(([file, found]) => suite(file, found));
  const tests = [...byFile.values()].reduce((sum, found) => sum + Math.max(found.length, 1), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="meshward" tests="${tests}" failures="${failures(findings)}" errors="0">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

const failures = (findings: readonly Reported[]): number => findings.filter(({ fails }) => fails).length;

function suite(file: string, found: readonly Reported[]): string[] {
  const name = escapeXml(file);
  const head = `  <testsuite name="${name}" tests="${Math.max(found.length, 1)}" failures="${failures(found)}" errors="0">`;
  if (found.length === 0) return [head, `    <testcase name="no findings" classname="${name}"/>`, '  </testsuite>'];
  const cases = found.flatMap((finding) => {
    const { line, column, severity, code, message, fails } = finding;
    const text = escapeXml(`${file}:${line}:${column}: ${severity}: ${message}`);
    return [
      `    <testcase name="${escapeXml(`${code} (${line}:${column})`)}" classname="${name}">`,
      fails
        ? `      <failure type="${severity}" message="${escapeXml(message)}">${text}</failure>`
        : `      <system-out>${text}</system-out>`,
      '    </testcase>',
    ];
  });
  return [head, ...cases, '  </testsuite>'];
}

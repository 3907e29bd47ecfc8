/** The table of who can call a model, for a hover. */
import type { Resource, Snapshot, SourceFile } from '../core';
import type { AccessAnswers } from './access-answers';
import { serviceReport } from './access-report';
import type { AccessTable, TableCaller } from './access-table';
import { inEachSet } from './lens-places';

/** @returns markdown; `undefined` for other kinds */
export function accessHover(
  answers: AccessAnswers,
  snapshot: Snapshot,
  file: SourceFile,
  written: Resource,
): string | undefined {
  if (written.kind !== 'InferenceService' || written.name === undefined) return undefined;
  const reports = inEachSet(snapshot, file, written).flatMap(({ set, resource }) => {
    const { name } = resource;
    const namespace = resource.namespace ?? 'default';
    return (name && serviceReport(answers, snapshot, { namespace, name, set: set.id })) || [];
  });
  const texts = new Map<string, string[]>();
  for (const { service, summary, mode, ...table } of reports) {
    const judged = mode === 'Knative' || mode === 'Standard';
    const text = judged ? `${tableText(table)}` : summary;
    texts.set(text, [...(texts.get(text) ?? []), service.setLabel]);
  }
  if (texts.size === 0) return undefined;
  if (texts.size === 1) return `**Who can call it**\n\n${[...texts.keys()][0]}`;
  return [...texts]
    .map(([text, sets]) => `**Who can call it, in ${sets.map(plain).join(', ')}**\n\n${text}`)
    .join('\n\n');
}

function tableText({ columns, callers }: Pick<AccessTable, 'columns' | 'callers'>): string {
  const heads = columns.map(({ hostLabel, activatorLabel }) =>
    activatorLabel ? `${hostLabel}, ${activatorLabel}` : hostLabel,
  );
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['', ...heads]),
    row(['---', ...heads.map(() => '---')]),
    ...callers.map((caller) => row(cellsOf(caller))),
  ].join('\n');
}

const cellsOf = ({ label, cells }: TableCaller): string[] => [plain(label), ...cells.map((cell) => cell?.text ?? '')];

/** Names come from files that anyone may have written. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]()<>#+!|~&]/g, '\\$&').replace(/\s+/g, ' ');

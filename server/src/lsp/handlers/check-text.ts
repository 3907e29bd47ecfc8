/** Counts what is found in a document that a tool has rendered. */
import { CHECK_TEXT_REQUEST, type CheckedText, type CheckTextParams } from '../../protocol';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onCheckText({ connection, documents, manifests }: Session): void {
  connection.onRequest(CHECK_TEXT_REQUEST, (params: CheckTextParams): CheckedText => {
    const uri = canonicalUri(params.uri);
    const unknown = !documents.has(uri);
    if (unknown) manifests.change(uri, { text: params.text });
    const findings = manifests.findings(uri);
    const objects = manifests.workspace.snapshot.files.get(uri)?.resources.length ?? 0;
    if (unknown) manifests.change(uri, undefined);
    const count = (...severities: string[]) => findings.filter(({ severity }) => severities.includes(severity)).length;
    return { objects, errors: count('error'), warnings: count('warning'), others: count('information', 'hint') };
  });
}

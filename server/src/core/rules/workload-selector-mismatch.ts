import { likelyCulprit } from '../model/patched';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entriesOf, entryOf, isUnknown, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'workload-selector-mismatch',
  severity: 'error',
  summary: 'the pod template lacks a label that the selector of the same workload asks for',
  sources: ['kubernetes pkg/apis/apps/validation: the selector must match the labels of the template'],
  peers: ['Kubernetes API server'],
  on: ['Deployment', 'StatefulSet', 'DaemonSet'],
  check(resource, context) {
    const metadata = resource.at('spec', 'template', 'metadata');
    const labels = entryOf(metadata, 'labels');
    const wanted = resource.at('spec', 'selector', 'matchLabels');
    if (!metadata || isUnknown(metadata) || !labels || isUnknown(labels.value)) return;
    if (isBroken(resource) || looksLikePatch(resource)) return;
    for (const { key, value } of entriesOf(wanted)) {
      const text = stringOf(value);
      if (text === undefined || key.unknown) continue;
      const entry = entryOf(labels.value, key.text);
      const mine = stringOf(entry?.value);
      if (mine === text || (entry && mine === undefined)) continue;
      if (entriesOf(labels.value).some((each) => each.key.unknown)) return;
      context.report({
        at: likelyCulprit(entry?.value ?? labels.key, value),
        message: {
          what: entry
            ? `The selector asks for ${key.text}: ${text}, and the pods get ${mine}`
            : `The selector asks for ${key.text}: ${text}, and the pods get no such label`,
          why: 'the API server refuses the object',
          todo: `Write ${key.text}: ${text} in both places`,
        },
        related: [{ document: resource.document, span: value.span, message: 'The selector' }],
      });
    }
  },
});

/** SARIF 2.1.0, as code scanning services take it. */
import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import { RULES, rulePage, type Severity } from '../../core';
import { fingerprintOf, hashOf, keyOf } from './fingerprint';
import type { Outcome } from './report';
import type { Place, Reported } from './reported';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export function sarifReport({ findings, troubles, version, repositoryPath }: Outcome): string {
  const rules = [...new Set(findings.map(({ code }) => code))].sort();
  const seen = new Map<string, number>();
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Meshward',
            semanticVersion: version,
            informationUri: 'https://github.com/meshward/meshward',
            rules: rules.map(descriptor),
          },
        },
        invocations: [
          {
            executionSuccessful: troubles.length === 0,
            toolExecutionNotifications: troubles.map((text) => ({ level: 'error', message: { text } })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding): Result => {
          const file = repositoryPath(finding.file);
          const key = keyOf(fingerprintOf(finding, file));
          const occurrence = seen.get(key) ?? 0;
          seen.set(key, occurrence + 1);
          return {
            ruleId: finding.code,
            ruleIndex: rules.indexOf(finding.code),
            level: LEVELS[finding.severity],
            message: { text: finding.message },
            locations: [locationOf(finding, repositoryPath)],
            ...(finding.related.length > 0 && {
              relatedLocations: finding.related.map((related, id) => ({
                id,
                ...locationOf(related, repositoryPath),
                message: { text: related.message },
              })),
            }),
            partialFingerprints: { 'meshward/v1': hashOf(`${key}\n${occurrence}`) },
          };
        }),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(id: string): ReportingDescriptor {
  const rule = RULES.find((one) => one.id === id);
  return {
    id,
    ...(rule && {
      shortDescription: { text: `Finds: ${rule.summary}.` },
      helpUri: rulePage(id),
      defaultConfiguration: { level: LEVELS[rule.severity] },
    }),
  };
}

const locationOf = (place: Place | Reported, repositoryPath: (name: string) => string): Location => ({
  physicalLocation: {
    artifactLocation: { uri: uriReference(repositoryPath(place.file)), uriBaseId: '%SRCROOT%' },
    region: { startLine: place.line, startColumn: place.column, endLine: place.endLine, endColumn: place.endColumn },
  },
});

/** A relative path, percent-encoded part by part, so that no part is taken for a scheme or a query. */
const uriReference = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

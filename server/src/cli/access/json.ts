/** The machine's answer. Its shape is a promise: fields are added, never changed. */
import type { Change } from './changes';
import type { ToldService } from './services';

export const accessJson = (services: readonly ToldService[]): string =>
  `${JSON.stringify(
    {
      version: 1,
      services: services.map(({ namespace, name, kind, set, rows }) => ({ namespace, name, kind, set, rows })),
    },
    null,
    2,
  )}\n`;

export const changesJson = (changes: readonly Change[]): string =>
  `${JSON.stringify({ version: 1, changes }, null, 2)}\n`;

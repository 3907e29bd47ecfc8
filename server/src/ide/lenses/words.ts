/** Words and places that lenses share. */
import type { NamePlace, Resource, Snapshot } from '../../core';
import { objectPlace } from '../places';

export const plural = (count: number, word: string, words = `${word}s`): string =>
  `${count} ${count === 1 ? word : words}`;

export const objectName = ({ kind, name, namespace }: Resource): string =>
  `${kind} ${namespace ?? 'default'}/${name ?? '(no name)'}`;

export const namePlaces = (snapshot: Snapshot, resources: readonly Resource[]): readonly NamePlace[] =>
  resources.flatMap((resource) => objectPlace(snapshot, resource) ?? []);

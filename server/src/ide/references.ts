/** Every place that says the same name. */
import { findNames, type Mention, type NamePlace, type Snapshot, type SourceFile } from '../core';
import { placesOf } from './places';

/** @param declarations whether the places that define the name are among them */
export function referencesAt(snapshot: Snapshot, file: SourceFile, offset: number, declarations: boolean): NamePlace[] {
  const mentions = findNames(snapshot, file, offset).flatMap(({ names, mention }) => mentionsOf(names, mention));
  return placesOf(snapshot, declarations ? mentions : mentions.filter(({ role }) => role !== 'definition'));
}

type Names = ReturnType<typeof findNames>[number]['names'];

/** From a name that an object derives (a predictor's Service), the whole family is meant: the object's own name too. */
function mentionsOf(names: Names, mention: Mention): readonly Mention[] {
  const definitions =
    mention.role === 'definition' ? [] : names.definitions(mention).filter(({ how }) => how === 'name');
  return [...names.references(mention), ...definitions];
}

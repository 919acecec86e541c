import type { Reference, SourceString } from '../model.ts';
import { imageNameOf } from '../reference.ts';

/** Where a reference stands. */
export interface ReferencePlace {
  readonly comment?: SourceString | undefined;
  readonly job?: SourceString | undefined;
  readonly step?: number | undefined;
}

/** An image; `dynamic` recognises names that only a run knows. */
export function imageReference(
  text: SourceString,
  place: ReferencePlace,
  dynamic: RegExp,
): Reference {
  const common = { kind: 'image' as const, text, ...placeOf(place) };
  if (dynamic.test(text.value)) return dynamicImage(text, place, dynamic);
  return { ...common, origin: 'remote', ...imageNameOf(text.value) };
}

/** A name that variables make up may still end in a digest. */
function dynamicImage(text: SourceString, place: ReferencePlace, dynamic: RegExp): Reference {
  const name = imageNameOf(text.value);
  const isPinned = name.pinned === 'digest' && !dynamic.test(name.version ?? '');
  return {
    kind: 'image',
    text,
    ...placeOf(place),
    origin: 'dynamic',
    source: text.value,
    pinned: isPinned ? 'digest' : 'none',
  };
}

/** The optional fields of a reference that say where it stands. */
export function placeOf({
  comment,
  job,
  step,
}: ReferencePlace): Pick<Reference, 'comment' | 'job' | 'step'> {
  return {
    ...(comment !== undefined && { comment }),
    ...(job !== undefined && { job }),
    ...(step !== undefined && { step }),
  };
}

/** One of each place, in the order of the file. */
export function distinctReferences(
  references: readonly (Reference | undefined)[],
): readonly Reference[] {
  const byPlace = new Map<number, Reference>();
  for (const each of references)
    if (each !== undefined && !byPlace.has(each.text.range.start))
      byPlace.set(each.text.range.start, each);
  return [...byPlace.values()].toSorted((a, b) => a.text.range.start - b.text.range.start);
}

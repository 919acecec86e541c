import type { AffectedRange } from '#model/advisory.ts';
import type { Evidence } from '#model/finding.ts';
import { clean } from '../clean.ts';
import { stateWords } from '../kind/vulnerability.ts';

/** Why an advisory was held to speak of a component: who says what of which versions, and how they were compared. */
export function evidenceSentences({ advisory, because }: Evidence): readonly string[] {
  const name = clean(because.package, 200);
  const version = clean(because.comparedVersion, 100);
  const says =
    because.range === undefined
      ? 'lists single versions of'
      : `calls ${rangeWords(because.range)} of`;
  return [
    `${clean(advisory.id, 100)} (${clean(advisory.feed, 100)}) ${says} ${name} ${because.range === undefined ? 'as affected' : 'affected'}`,
    because.range === undefined
      ? `${version} is one of them`
      : `${version} is in that range by the version rules of ${clean(because.scheme, 40)}`,
    `looked up in ${clean(because.segment, 60)}; the publisher's state is "${stateWords[advisory.state]}"`,
  ];
}

/** A range of versions in words. */
export function rangeWords({ introduced, fixed, lastAffected }: AffectedRange): string {
  const from = introduced === '0' || introduced === '' ? undefined : clean(introduced, 100);
  const start = from === undefined ? 'versions' : `versions from ${from}`;
  if (fixed !== undefined) return `${start} before ${clean(fixed, 100)}`;
  if (lastAffected !== undefined) return `${start} up to and including ${clean(lastAffected, 100)}`;
  return from === undefined ? 'all versions' : `${start} on`;
}

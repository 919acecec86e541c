import type { Facet } from '../../parts/facet.ts';
import { exactTime } from '../../parts/time.tsx';
import type { View } from '../../parts/view.ts';

/** A span of time, in milliseconds since the epoch; an end that is not given is open. */
interface Span {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The span that the URL names; what is no number is none. */
export function spanOf(view: View): Span {
  return { from: numberOf(view.one('from')), to: numberOf(view.one('to')) };
}

/** Its ends, for the chips above a list. */
export function spanFacets({ from, to }: Span): readonly Facet[] {
  return [
    { name: 'from', title: 'From', values: [], words: wordsOf(from) },
    { name: 'to', title: 'Until', values: [], words: wordsOf(to) },
  ];
}

function wordsOf(time: number | undefined): Readonly<Record<string, string>> {
  return time === undefined ? {} : { [String(time)]: exactTime(time) };
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/u.test(text)) return undefined;
  return Number(text);
}

import { plural, quote } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { Gap } from '#model/observation.ts';

/** No publisher's data was at hand for the component; `subject` names what is missing, the same for all its kind. */
export function noAdvisories(component: Component, subject: string): Gap {
  return {
    type: 'gap',
    location: component.locations[0],
    reason: 'no-advisories',
    detail: `no advisories for ${subject}`,
  };
}

/** The version is none, so that nobody can say whether the advisories of the package are about it. */
export function unknownVersion(component: Component, version: string, advisories: number): Gap {
  return {
    type: 'gap',
    location: component.locations[0],
    reason: 'unknown-version',
    detail: `${quote(component.name)} has the version ${quote(version)}: ${plural(advisories, 'advisory', 'advisories')} could not be compared`,
  };
}

/** One gap in place of all that say the same, with their number; the others as they are, in their order. */
export function mergeGaps(gaps: readonly Gap[]): readonly Gap[] {
  const merged = new Map<string, { readonly gap: Gap; count: number }>();
  for (const gap of gaps) {
    const mergeable = gap.reason === 'no-advisories';
    const key = `${gap.reason}\0${gap.detail}\0${mergeable ? '' : gap.location.path}`;
    const seen = merged.get(key);
    if (seen === undefined) merged.set(key, { gap, count: 1 });
    else seen.count += 1;
  }
  return [...merged.values()].map(({ gap, count }) => withCount(gap, count));
}

function withCount(gap: Gap, count: number): Gap {
  if (gap.reason !== 'no-advisories') return gap;
  return { ...gap, detail: `${gap.detail}: ${plural(count, 'component')} not examined` };
}

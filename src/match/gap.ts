import { plural, quote } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { Gap } from '#model/observation.ts';

/**
 * No publisher's data was at hand for the component; `subject` names what is missing, the same for all its kind. That
 * nobody publishes for software without a package manager is no lack of this database, so it weighs less.
 */
export function noAdvisories(component: Component, subject: string): Gap {
  return {
    type: 'gap',
    location: component.locations[0],
    reason: component.ecosystem === 'generic' ? 'unsupported' : 'no-advisories',
    detail: `${lacking}${subject}`,
  };
}

const lacking = 'no advisories for ';

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
    const key = `${gap.reason}\0${gap.detail}\0${isOfAKind(gap) ? '' : gap.location.path}`;
    const seen = merged.get(key);
    if (seen === undefined) merged.set(key, { gap, count: 1 });
    else seen.count += 1;
  }
  return [...merged.values()].map(({ gap, count }) => withCount(gap, count));
}

function withCount(gap: Gap, count: number): Gap {
  if (!isOfAKind(gap)) return gap;
  const detail = `${gap.detail}: ${plural(count, 'component')} not examined`;
  return { ...gap, detail, location: { path: '/' } };
}

/** Whether the gap says the same of every component of its kind. */
function isOfAKind(gap: Gap): boolean {
  return gap.detail.startsWith(lacking);
}

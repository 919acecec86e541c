import { plural, quote } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { Gap } from '#model/observation.ts';

/** No publisher's data was at hand for the component; `subject` names what is missing, the same for all its kind. */
export function noAdvisories(component: Component, subject: string): Gap {
  return gapOf(component, 'no-advisories', `${ofAKind.lacking}${subject}`);
}

/** Nobody publishes advisories for software of its kind: no lack of this database, so it weighs less. */
export function noPublisher(component: Component): Gap {
  const subject =
    component.ecosystem === 'generic'
      ? 'software without a package manager'
      : `${component.ecosystem} packages`;
  return gapOf(component, 'unsupported', `${ofAKind.unpublished}${subject}`);
}

/** The database was built without the optional data for programs that no package manager installed. */
export function noProductData(component: Component): Gap {
  return gapOf(component, 'unsupported', `${ofAKind.lacking}programs by product name`);
}

/** Somebody else built the package: the distribution does not speak of it, and nobody else does. */
export function noVendorData(component: Component, system: string): Gap {
  return gapOf(component, 'unsupported', `${ofAKind.foreign}packages that are not of ${system}`);
}

/** The version is none, so that nobody can say whether the advisories of the package are about it. */
export function unknownVersion(component: Component, version: string, advisories: number): Gap {
  const count = plural(advisories, 'advisory', 'advisories');
  const detail = `${quote(component.name)} has the version ${quote(version)}: ${count} could not be compared`;
  return gapOf(component, 'unknown-version', detail);
}

/** How the details begin that are the same for all components of a kind. */
const ofAKind = {
  lacking: 'no advisories for ',
  unpublished: 'nobody publishes advisories for ',
  foreign: 'no vendor data for ',
} as const;

function gapOf({ locations }: Component, reason: Gap['reason'], detail: string): Gap {
  return { type: 'gap', location: locations[0], reason, detail };
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
function isOfAKind({ detail }: Gap): boolean {
  return Object.values(ofAKind).some((beginning) => detail.startsWith(beginning));
}

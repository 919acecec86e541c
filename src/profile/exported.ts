import type { Behaviour, Profile, ProfileDimension } from '#model/profile.ts';

/** Something made of a profile, with what a person has to know before applying it. */
export interface Exported<T> {
  readonly value: T;
  readonly notes: readonly string[];
}

/** Behaviours that count for a policy: what was seen, now or by the image before, and what the image names when asked for. */
function behavioursOf(
  profile: Profile,
  dimension: ProfileDimension,
  withExpected = false,
): readonly Behaviour[] {
  return profile.dimensions[dimension].behaviours.filter(
    ({ origin }) => withExpected || origin !== 'expected',
  );
}

/** Keys of those behaviours, sorted. */
export function keysOf(
  profile: Profile,
  dimension: ProfileDimension,
  withExpected = false,
): readonly string[] {
  return behavioursOf(profile, dimension, withExpected)
    .map(({ key }) => key)
    .sort();
}

/** What every policy has to say about how sure it is. */
export function sureness(
  profile: Profile,
  dimensions: readonly ProfileDimension[],
): readonly string[] {
  return dimensions.flatMap((name) => {
    const { windows, forecast, state } = profile.dimensions[name];
    if (windows === 0)
      return [`${name}: the source of events did not tell it in full; audit before enforcing`];
    if (state === 'enforcing' || (forecast.ready && state !== 'learning')) return [];
    return [
      `${name}: about ${forecast.expected} (at most ${forecast.upper}) behaviours a day are still new; audit before enforcing`,
    ];
  });
}

/** What the policy was made of: goes into its annotations or comments. */
export function originText(profile: Profile): string {
  return `made from version ${profile.version} of the profile of ${profile.key.image.replace(/[\r\n]/g, ' ')}`;
}

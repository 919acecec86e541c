import type { Profile, ProfileDimension } from '#model/profile.ts';
import { isDimension } from './each-dimension.ts';

/** A behaviour that enforcement would have denied. */
export interface WouldDeny {
  readonly dimension: ProfileDimension;
  readonly behaviour: string;
  readonly example: string;
  /** Windows in which it happened; at least, for what was learnt meanwhile. */
  readonly windows: number;
  readonly first: number;
  readonly last: number;
  /** `deviation`: unknown until now. `late`: learnt since then. */
  readonly kind: 'deviation' | 'late';
}

/**
 * What would have been denied since a time (milliseconds since the Unix epoch), had the profile been enforced then: what is
 * unknown until now, and what was learnt only afterwards. From stored counts; most frequent first.
 */
export function previewDenials(
  profile: Profile,
  since: number,
  dimension?: ProfileDimension,
): readonly WouldDeny[] {
  const names =
    dimension === undefined ? Object.keys(profile.dimensions).filter(isDimension) : [dimension];
  return names
    .flatMap((name) => deniedIn(profile, name, since))
    .sort((a, b) => b.windows - a.windows || (a.behaviour < b.behaviour ? -1 : 1));
}

function deniedIn(
  profile: Profile,
  dimension: ProfileDimension,
  since: number,
): readonly WouldDeny[] {
  const { behaviours, deviations = [] } = profile.dimensions[dimension];
  return [
    ...deviations
      .filter(({ last }) => last >= since)
      .map(
        ({ key, ...rest }): WouldDeny => ({
          dimension,
          behaviour: key,
          kind: 'deviation',
          ...rest,
        }),
      ),
    ...behaviours
      .filter(({ origin, first }) => origin === 'observed' && first >= since)
      .map(
        ({ key, examples, windows, first, last }): WouldDeny => ({
          dimension,
          behaviour: key,
          example: examples[0] ?? key,
          windows,
          first,
          last,
          kind: 'late',
        }),
      ),
  ];
}

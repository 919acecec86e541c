import type { DimensionProfile, Forecast, Profile, ProfileDimension } from '#model/profile.ts';
import { stillDenied } from './deviations.ts';
import { eachDimension } from './each-dimension.ts';
import { detectGate, enforceGate, forecast, type Gate } from './forecast.ts';

const dayMs = 86_400_000;
const quorumFrom = 3;

/** What promoting a dimension of a stored profile through `gate` would cost. */
export function assess(profile: Profile, dimension: ProfileDimension, gate: Gate): Forecast {
  const { windows, behaviours, deviations = [] } = profile.dimensions[dimension];
  const replicas = Math.max(1, profile.replicas);
  const incidence = {
    windows,
    tomorrow: (dayMs / profile.windowMs) * replicas,
    behaviours: [
      ...behaviours
        .filter(({ origin }) => origin === 'observed')
        .map((one) => ({ ...one, unconfirmed: replicas >= quorumFrom && one.replicas < 2 })),
      ...stillDenied(deviations, profile.updated),
    ],
  };
  const { started, updated, rollouts } = profile;
  return forecast(incidence, { age: updated - started, replicas, rollouts }, gate);
}

/** The gate that stands before the next state of a dimension. */
function nextGate({ state }: Pick<DimensionProfile, 'state'>): Gate {
  return state === 'learning' || state === 'off' ? detectGate : enforceGate;
}

/** A profile with the forecasts that follow from its counts. */
export function assessed(profile: Profile): Profile {
  return {
    ...profile,
    dimensions: eachDimension((name) => {
      const dimension = profile.dimensions[name];
      return { ...dimension, forecast: assess(profile, name, nextGate(dimension)) };
    }),
  };
}

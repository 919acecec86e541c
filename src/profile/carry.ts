import type { Behaviour, DimensionProfile, DimensionState, Profile } from '#model/profile.ts';
import type { WorkloadKey } from '#model/workload.ts';
import { eachDimension } from './each-dimension.ts';

/** What an earlier image showed counts half. */
const weight = 0.5;

/**
 * The profile of a new image of the same role: what the previous one did is *carried* until it is seen again, at half its
 * weight. What two images did not show is dropped. What was enforced starts again as an audit.
 */
export function carriedProfile(previous: Profile, key: WorkloadKey, time: number): Profile {
  return {
    schemaVersion: 1,
    key,
    version: 1,
    started: time,
    updated: time,
    windowMs: previous.windowMs,
    rollouts: 0,
    replicas: previous.replicas,
    dimensions: eachDimension((name) => carriedDimension(previous.dimensions[name])),
    carriedFrom: previous.key.image,
  };
}

function carriedDimension(previous: DimensionProfile): DimensionProfile {
  const { generalisations, forecast } = previous;
  return {
    state: carriedState(previous.state),
    windows: Math.floor(previous.windows * weight),
    behaviours: previous.behaviours.flatMap(carriedBehaviour),
    forecast: { ...forecast, ready: false, missing: ['observation of the new image'] },
    ...(generalisations === undefined ? {} : { generalisations }),
  };
}

/** A behaviour that was carried once and not seen has no windows any more; carried again it is dropped. */
function carriedBehaviour(behaviour: Behaviour): readonly Behaviour[] {
  if (behaviour.origin === 'expected') return [];
  if (behaviour.origin === 'carried' && behaviour.windows === 0) return [];
  const windows =
    behaviour.origin === 'carried' ? 0 : Math.max(1, Math.floor(behaviour.windows * weight));
  return [{ ...behaviour, origin: 'carried', windows }];
}

function carriedState(state: DimensionState): DimensionState {
  return state === 'enforcing' ? 'auditing' : state;
}

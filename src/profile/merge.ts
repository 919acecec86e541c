import { CaissonError } from '#kit/error.ts';
import type {
  Behaviour,
  DeniedBehaviour,
  DimensionProfile,
  DimensionState,
  Profile,
} from '#model/profile.ts';
import { formatKey } from '#model/workload-key.ts';
import { assessed } from './assess.ts';
import { eachDimension } from './each-dimension.ts';

/** What is less far wins: a node that still learns holds the others back. */
const caution: readonly DimensionState[] = [
  'off',
  'learning',
  'detecting',
  'auditing',
  'enforcing',
];

/**
 * One profile of the profiles that nodes learnt of the same workload: their replicas are different ones, so windows add up.
 * Throws `usage.invalid-argument` for nothing, for different workloads and for different windows.
 */
export function mergedProfile(profiles: readonly Profile[]): Profile {
  const [first] = profiles;
  if (first === undefined) throw new CaissonError('usage.invalid-argument', 'nothing to merge');
  const isSame = profiles.every(
    (one) => formatKey(one.key) === formatKey(first.key) && one.windowMs === first.windowMs,
  );
  if (!isSame)
    throw new CaissonError(
      'usage.invalid-argument',
      'profiles of different workloads or windows cannot be merged',
    );
  const newest = profiles.toSorted((a, b) => b.version - a.version)[0] ?? first;
  const carriedFrom = profiles.find((one) => one.carriedFrom !== undefined)?.carriedFrom;
  return assessed({
    schemaVersion: 1,
    key: first.key,
    version: newest.version,
    started: Math.min(...profiles.map(({ started }) => started)),
    updated: Math.max(...profiles.map(({ updated }) => updated)),
    windowMs: first.windowMs,
    rollouts: sum(profiles.map(({ rollouts }) => rollouts)),
    replicas: sum(profiles.map(({ replicas }) => replicas)),
    dimensions: eachDimension((name) =>
      mergedDimension(
        profiles.map((one) => one.dimensions[name]),
        newest.dimensions[name],
      ),
    ),
    ...(carriedFrom === undefined ? {} : { carriedFrom }),
    ...(profiles.some(({ tooLarge }) => tooLarge === true) ? { tooLarge: true } : {}),
  });
}

function mergedDimension(
  parts: readonly DimensionProfile[],
  newest: DimensionProfile,
): DimensionProfile {
  const behaviours = new Map<string, Behaviour>();
  for (const one of parts.flatMap((part) => part.behaviours)) {
    const known = behaviours.get(one.key);
    behaviours.set(one.key, known === undefined ? one : mergedBehaviour(known, one));
  }
  const deviations = new Map<string, DeniedBehaviour>();
  for (const one of parts.flatMap((part) => part.deviations ?? []))
    if (!behaviours.has(one.key))
      deviations.set(one.key, mergedDenied(deviations.get(one.key), one));
  const states = parts
    .map(({ state }) => state)
    .sort((a, b) => caution.indexOf(a) - caution.indexOf(b));
  return {
    state: states[0] ?? 'learning',
    windows: sum(parts.map(({ windows }) => windows)),
    behaviours: [...behaviours.values()],
    forecast: newest.forecast,
    ...(newest.generalisations === undefined ? {} : { generalisations: newest.generalisations }),
    ...(deviations.size === 0 ? {} : { deviations: [...deviations.values()] }),
  };
}

function mergedBehaviour(a: Behaviour, b: Behaviour): Behaviour {
  if (a.origin === 'expected') return b;
  if (b.origin === 'expected') return a;
  return {
    key: a.key,
    windows: a.windows + b.windows,
    replicas: a.replicas + b.replicas,
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    origin: a.origin === 'observed' || b.origin === 'observed' ? 'observed' : 'carried',
    examples: [...new Set([...a.examples, ...b.examples])].slice(0, 5),
  };
}

function mergedDenied(a: DeniedBehaviour | undefined, b: DeniedBehaviour): DeniedBehaviour {
  if (a === undefined) return b;
  return {
    ...a,
    windows: a.windows + b.windows,
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

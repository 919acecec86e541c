import { CaissonError } from '#kit/error.ts';
import { dirname } from '#kit/path.ts';
import { quote } from '#kit/text.ts';
import type {
  Behaviour,
  DimensionProfile,
  DimensionState,
  Profile,
  ProfileDimension,
} from '#model/profile.ts';
import { assess, assessed } from './assess.ts';
import { domainTemplate } from './domain.ts';
import { detectGate, enforceGate } from './forecast.ts';
import { patternsFor } from './pattern.ts';
import { pathTemplate } from './template.ts';

const order: readonly DimensionState[] = ['off', 'learning', 'detecting', 'auditing', 'enforcing'];

/**
 * What a person changes. `promote` goes one state up, or to `to`; `hold` goes back to learning. `keep` makes a pattern stand
 * for what it covers, `split` takes it apart for good. `accept` makes a deviation normal, `forget` a behaviour unknown.
 */
export type ProfileEdit =
  | {
      readonly kind: 'promote';
      readonly dimension: ProfileDimension;
      readonly to?: DimensionState;
      /** Although the gate is closed. */
      readonly anyway?: boolean;
    }
  | { readonly kind: 'hold' | 'off'; readonly dimension: ProfileDimension }
  | {
      readonly kind: 'keep' | 'split';
      readonly dimension: ProfileDimension;
      readonly pattern: string;
    }
  | {
      readonly kind: 'accept' | 'forget';
      readonly dimension: ProfileDimension;
      readonly behaviour: string;
    };

/** The profile after an edit, one version on. Throws `usage.invalid-argument` and `input.not-found`. */
export function edited(profile: Profile, edit: ProfileEdit): Profile {
  const before = profile.dimensions[edit.dimension];
  const dimension = editedDimension(profile, before, edit);
  const dimensions = { ...profile.dimensions, [edit.dimension]: dimension };
  return assessed({ ...profile, version: profile.version + 1, dimensions });
}

function editedDimension(
  profile: Profile,
  dimension: DimensionProfile,
  edit: ProfileEdit,
): DimensionProfile {
  switch (edit.kind) {
    case 'promote':
      return { ...dimension, state: promotedState(profile, dimension, edit) };
    case 'hold':
      return { ...dimension, state: 'learning' };
    case 'off':
      return { ...dimension, state: 'off' };
    case 'keep':
      return kept(dimension, edit.dimension, edit.pattern);
    case 'split':
      return split(dimension, edit.dimension, edit.pattern);
    case 'accept':
      return accepted(dimension, edit.behaviour);
    case 'forget':
      return forgotten(dimension, edit.behaviour);
  }
}

function promotedState(
  profile: Profile,
  dimension: DimensionProfile,
  edit: Extract<ProfileEdit, { kind: 'promote' }>,
): DimensionState {
  const now = order.indexOf(dimension.state);
  const to = edit.to ?? order[now + 1];
  if (to === undefined || order.indexOf(to) <= now)
    throw refused(`the dimension is ${dimension.state} already`);
  if (edit.anyway !== true) checkGate(profile, edit.dimension, to);
  return to;
}

/** Detecting needs its gate open, enforcing the stricter one; auditing denies nothing. */
function checkGate(profile: Profile, dimension: ProfileDimension, to: DimensionState): void {
  if (profile.tooLarge === true) throw refused('the profile is too large to be promoted');
  const gate = to === 'enforcing' ? enforceGate : detectGate;
  const { ready, missing } = assess(profile, dimension, gate);
  if (!ready && to !== 'learning') throw refused(`the gate is closed: ${missing.join('; ')}`);
}

function kept(
  dimension: DimensionProfile,
  name: ProfileDimension,
  pattern: string,
): DimensionProfile {
  const covered = dimension.behaviours.filter(
    ({ key }) => key === pattern || patternsFor(name, key).includes(pattern),
  );
  const seen = covered.filter(({ origin }) => origin !== 'expected');
  if (seen.length === 0)
    throw new CaissonError('input.not-found', `no behaviour is covered by ${quote(pattern)}`);
  const others = dimension.behaviours.filter((one) => !seen.includes(one));
  return {
    ...dimension,
    behaviours: [...others, together(pattern, seen)],
    generalisations: withMode(dimension, pattern, 'keep'),
  };
}

function split(
  dimension: DimensionProfile,
  name: ProfileDimension,
  pattern: string,
): DimensionProfile {
  const one = dimension.behaviours.find(({ key }) => key === pattern);
  if (one === undefined)
    throw new CaissonError('input.not-found', `no behaviour ${quote(pattern)}`);
  const others = dimension.behaviours.filter(({ key }) => key !== pattern);
  const parts = new Set(one.examples.flatMap((example) => keyOfExample(name, example)));
  const made = [...parts].map(
    (key): Behaviour => ({
      ...one,
      key,
      windows: 1,
      examples: one.examples.filter((example) => keyOfExample(name, example).includes(key)),
    }),
  );
  return {
    ...dimension,
    behaviours: [
      ...others,
      ...made.filter(({ key }) => !others.some((other) => other.key === key)),
    ],
    generalisations: withMode(dimension, pattern, 'split'),
  };
}

/** The behaviour that an example shows by itself, where that can be told. */
function keyOfExample(name: ProfileDimension, example: string): readonly string[] {
  if (name === 'file_write' && example.startsWith('/')) return [pathTemplate(dirname(example))];
  return name === 'dns' ? [domainTemplate(example)] : [];
}

function accepted(dimension: DimensionProfile, key: string): DimensionProfile {
  const { deviations = [] } = dimension;
  const found = deviations.find((one) => one.key === key);
  if (found === undefined) throw new CaissonError('input.not-found', `no deviation ${quote(key)}`);
  const { windows, first, last, example } = found;
  const behaviour: Behaviour = {
    key,
    windows: Math.max(2, windows),
    replicas: 2,
    first,
    last,
    origin: 'observed',
    examples: [example],
  };
  return {
    ...dimension,
    behaviours: [...dimension.behaviours, behaviour],
    deviations: deviations.filter((one) => one !== found),
  };
}

function forgotten(dimension: DimensionProfile, key: string): DimensionProfile {
  const behaviours = dimension.behaviours.filter((one) => one.key !== key);
  const deviations = dimension.deviations?.filter((one) => one.key !== key) ?? [];
  const isKnown =
    behaviours.length < dimension.behaviours.length ||
    deviations.length < (dimension.deviations?.length ?? 0);
  if (!isKnown) throw new CaissonError('input.not-found', `no behaviour ${quote(key)}`);
  return {
    ...dimension,
    behaviours,
    ...(dimension.deviations === undefined ? {} : { deviations }),
  };
}

function together(key: string, parts: readonly Behaviour[]): Behaviour {
  return {
    key,
    windows: Math.max(
      ...parts.map(({ windows }) => windows),
      new Set(parts.map(({ first }) => first)).size,
    ),
    replicas: Math.max(...parts.map(({ replicas }) => replicas)),
    first: Math.min(...parts.map(({ first }) => first)),
    last: Math.max(...parts.map(({ last }) => last)),
    origin: parts.some(({ origin }) => origin === 'observed') ? 'observed' : 'carried',
    examples: [...new Set(parts.flatMap(({ examples }) => examples))].slice(0, 5),
  };
}

function withMode(
  { generalisations = [] }: DimensionProfile,
  pattern: string,
  mode: 'keep' | 'split',
): NonNullable<DimensionProfile['generalisations']> {
  return [...generalisations.filter((one) => one.pattern !== pattern), { pattern, mode }];
}

function refused(message: string): CaissonError {
  return new CaissonError('usage.invalid-argument', message);
}

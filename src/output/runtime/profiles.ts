import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import {
  type DimensionProfile,
  type Profile,
  type ProfileDimension,
  profileDimensions,
} from '#model/profile.ts';
import { clean } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { cell, gridLines } from '../kube/grid.ts';
import { type Canvas, heading, indented, type Line, type Style, span } from '../table/line.ts';
import { span as duration } from './words.ts';

/** A profile as lists show it. */
export interface ListedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/** All profiles, one line each: how far each dimension is. */
export function renderProfiles(
  answer: { readonly profiles: readonly ListedProfile[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  const now = Date.parse(options.now);
  return renderAnswer(answer, format, options, function* lines({ profiles }, canvas) {
    if (profiles.length === 0) {
      yield [span('no profiles yet: `caisson watch --learn` makes them', 'dim')];
      return;
    }
    yield* heading(plural(profiles.length, 'profile'), '', canvas);
    yield [];
    yield* gridLines(
      {
        titles: ['profile', 'for', 'behaviours', 'detecting', 'enforcing', 'false alerts a day'],
        right: [2, 3, 4, 5],
        rows: profiles.map(({ name, profile }) => [
          cell(name),
          cell(duration(now - profile.started), 'dim'),
          cell(String(behavioursOf(profile))),
          cell(String(countOf(profile, 'detecting') + countOf(profile, 'auditing'))),
          cell(String(countOf(profile, 'enforcing'))),
          cell(forecastWord(sumOf(profile))),
        ]),
      },
      canvas,
    );
  });
}

/** One profile: each dimension with its forecast, then what was learnt. */
export function renderProfile(
  answer: ListedProfile,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, profileLines);
}

function* profileLines({ name, profile }: ListedProfile, canvas: Canvas): Generator<Line> {
  const { key, version, replicas, rollouts, carriedFrom, tooLarge } = profile;
  yield* heading(name, `version ${version}`, canvas);
  yield* indented(`image ${clean(key.image, 300)}`, 2, canvas, 'dim');
  yield* indented(
    `${plural(replicas, 'replica')}, ${plural(rollouts, 'roll-out')} seen`,
    2,
    canvas,
    'dim',
  );
  if (carriedFrom !== undefined)
    yield* indented(`carried over from ${clean(carriedFrom, 300)}`, 2, canvas, 'dim');
  if (tooLarge === true)
    yield* indented('too many behaviours to be kept: nothing more is learnt', 2, canvas, 'warn');
  yield [];
  yield* gridLines(
    {
      titles: ['dimension', 'state', 'behaviours', 'new a day, at most', 'not before'],
      right: [2],
      rows: profileDimensions.map((dimension) => dimensionRow(dimension, profile)),
    },
    canvas,
  );
  for (const dimension of profileDimensions)
    yield* behaviourLines(dimension, profile.dimensions[dimension], canvas);
}

const stateStyles: Readonly<Record<DimensionProfile['state'], Style | undefined>> = {
  learning: 'dim',
  detecting: 'accent',
  auditing: 'warn',
  enforcing: 'good',
  off: 'dim',
};

function dimensionRow(dimension: ProfileDimension, { dimensions }: Profile) {
  const { state, behaviours, forecast } = dimensions[dimension];
  return [
    cell(dimension),
    cell(state, stateStyles[state]),
    cell(String(behaviours.length)),
    cell(`${forecastWord(forecast.expected)}, ${forecastWord(forecast.upper)}`),
    cell(forecast.ready ? 'ready' : forecast.missing.join('; '), forecast.ready ? 'good' : 'dim'),
  ];
}

const shownBehaviours = 30;

function* behaviourLines(
  dimension: ProfileDimension,
  { behaviours }: DimensionProfile,
  canvas: Canvas,
): Generator<Line> {
  if (behaviours.length === 0) return;
  yield [];
  yield [span(dimension, 'bold')];
  const order = [...behaviours].sort((a, b) => b.windows - a.windows);
  for (const { key, windows, origin } of order.slice(0, shownBehaviours)) {
    const seen = origin === 'observed' ? `${windows}×` : origin;
    yield* indented(
      `${seen.padStart(8)}  ${clean(key, 500)}`,
      2,
      canvas,
      origin === 'observed' ? undefined : 'dim',
    );
  }
  const more = order.length - shownBehaviours;
  if (more > 0) yield* indented(`and ${more} more (--format json has them all)`, 12, canvas, 'dim');
}

function behavioursOf({ dimensions }: Profile): number {
  return profileDimensions.reduce((all, one) => all + dimensions[one].behaviours.length, 0);
}

function countOf({ dimensions }: Profile, state: DimensionProfile['state']): number {
  return profileDimensions.filter((one) => dimensions[one].state === state).length;
}

function sumOf({ dimensions }: Profile): number {
  return profileDimensions.reduce((all, one) => all + dimensions[one].forecast.expected, 0);
}

function forecastWord(perDay: number): string {
  if (!Number.isFinite(perDay)) return 'unknown';
  return perDay >= 10 ? String(Math.round(perDay)) : perDay.toFixed(2);
}

/** A change of state, with what the new one would have denied. */
export function renderPromotion(
  answer: ListedProfile & {
    readonly denials: readonly {
      readonly dimension: ProfileDimension;
      readonly behaviour: string;
      readonly windows: number;
    }[];
  },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines(one, canvas) {
    yield* profileLines(one, canvas);
    yield [];
    if (one.denials.length === 0) {
      yield [span('nothing of the last seven days would have been denied', 'good')];
      return;
    }
    yield [span('Would have been denied in the last seven days', 'bold')];
    for (const { dimension, behaviour, windows } of one.denials.slice(0, shownBehaviours))
      yield* indented(
        `${String(windows).padStart(5)}×  ${dimension}: ${clean(behaviour, 400)}`,
        2,
        canvas,
        'warn',
      );
  });
}

import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import {
  type DimensionProfile,
  type Profile,
  type ProfileDimension,
  profileDimensions,
} from '#model/profile.ts';
import { clean, cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { cell, gridLines } from '../kube/grid.ts';
import { ledLines } from '../kube/lead.ts';
import {
  type Canvas,
  flowed,
  heading,
  indented,
  type Line,
  type Style,
  span,
} from '../table/line.ts';
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
    for (const one of profiles) yield* listedLines(one, now, canvas);
    yield [];
    yield [span('caisson profile show NAME says what was learnt and what is missing', 'dim')];
  });
}

function* listedLines(
  { name, profile }: ListedProfile,
  now: number,
  canvas: Canvas,
): Generator<Line> {
  const reporting = countOf(profile, 'detecting') + countOf(profile, 'auditing');
  const enforcing = countOf(profile, 'enforcing');
  const all = profileDimensions.length;
  yield [];
  yield* flowed(
    [
      span(clean(name, 300), 'bold'),
      span(`learnt for ${duration(now - profile.started)}`),
      span(plural(behavioursOf(profile), 'behaviour')),
      reporting > 0
        ? span(`${reporting} of ${all} report`, 'accent')
        : span('only learning', 'dim'),
      ...(enforcing > 0 ? [span(`${enforcing} enforced`, 'good')] : []),
    ],
    0,
    canvas,
  );
  yield* indented(
    `if all reported now, false alerts: ${rateWord(sumOf(profile))}`,
    2,
    canvas,
    'dim',
  );
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
  yield* heading(clean(name, 300), `version ${version}`, canvas);
  yield* indented(`image ${clean(key.image, 300)}`, 2, canvas, 'dim');
  const seen = `${plural(replicas, 'replica')}, ${plural(rollouts, 'roll-out')} seen in ${duration(profile.updated - profile.started)}`;
  yield* indented(seen, 2, canvas, 'dim');
  if (carriedFrom !== undefined)
    yield* indented(`carried over from ${clean(carriedFrom, 300)}`, 2, canvas, 'dim');
  if (tooLarge === true)
    yield* indented('too many behaviours to be kept: nothing more is learnt', 2, canvas, 'warn');
  yield [];
  yield* gridLines(
    {
      titles: ['dimension', 'state', 'known', 'false alerts', 'at most', ''],
      right: [2],
      rows: profileDimensions.map((dimension) => dimensionRow(dimension, profile)),
    },
    canvas,
  );
  yield* indented(
    'How often something would be reported that is normal and was not seen yet, judged by how often new things still turn up.',
    0,
    canvas,
    'dim',
  );
  yield* missingLines(profile, canvas);
  for (const dimension of profileDimensions)
    yield* behaviourLines(dimension, profile.dimensions[dimension], canvas);
  yield* nextLines(name, profile, canvas);
}

/** What keeps dimensions from reporting; what is the same for several is said once. */
function* missingLines({ dimensions }: Profile, canvas: Canvas): Generator<Line> {
  const closed = profileDimensions.filter((one) => !dimensions[one].forecast.ready);
  if (closed.length === 0) return;
  const reasons = Map.groupBy(
    closed.flatMap((dimension) =>
      dimensions[dimension].forecast.missing.map((text) => ({ dimension, text })),
    ),
    ({ text }) => text,
  );
  yield [];
  yield [span('What is missing before they may report', 'bold')];
  for (const [text, group] of reasons) {
    const names =
      group.length === closed.length && group.length > 1
        ? 'all'
        : group.map(({ dimension }) => dimension).join(', ');
    yield* ledLines(
      span('  - ', 'dim'),
      span(cleanProse(text, 400)),
      span(`(${names})`, 'dim'),
      canvas,
    );
  }
}

/** What a person can do with it. */
function* nextLines(name: string, { dimensions }: Profile, canvas: Canvas): Generator<Line> {
  const ready = profileDimensions.filter(
    (one) => dimensions[one].forecast.ready && dimensions[one].state === 'learning',
  );
  const word = /^[\w@./:-]+$/.test(name) ? name : `'${clean(name, 300).replaceAll("'", "'\\''")}'`;
  yield [];
  yield [span('What to do next', 'bold')];
  const steps: readonly (readonly [string, string])[] = [
    ready.length > 0
      ? ['let it report', `caisson profile promote ${word}`]
      : ['learn more', 'caisson watch --learn'],
    ['use it elsewhere', `caisson profile export ${word} --as seccomp`],
  ];
  for (const [label, text] of steps)
    yield* ledLines(span(`  ${label.padEnd(18)}`, 'dim'), span(text, 'accent'), span(''), canvas);
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
    cell(rateWord(forecast.expected)),
    cell(rateWord(forecast.upper), 'dim'),
    cell(forecast.ready ? 'ready' : '', 'good'),
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
    const style = origin === 'observed' ? undefined : 'dim';
    const lead = span(`  ${seen.padStart(8)}  `, 'dim');
    yield* ledLines(lead, span(clean(key, 500), style), span(''), canvas);
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

/** How often in a unit that a person can picture. */
function rateWord(perDay: number): string {
  // Beyond one a second nothing is known, it is only bounded.
  if (!(perDay < 86_400)) return 'not known';
  if (perDay >= 1) return `${Math.round(perDay)} a day`;
  if (perDay * 7 >= 1) return `${Math.round(perDay * 7)} a week`;
  if (perDay * 30 >= 1) return `${Math.round(perDay * 30)} a month`;
  return perDay > 0 ? 'under 1 a month' : 'none';
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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { Behaviour, Profile, ProfileDimension } from '#model/profile.ts';
import { eachDimension } from './each-dimension.ts';
import { edited } from './edit.ts';
import { rolledBack, withEdit } from './history.ts';
import { formatProfile, parseProfile, profileFromJson } from './json.ts';
import { mergedProfile } from './merge.ts';
import { previewDenials } from './preview.ts';

const day = 86_400_000;

function behaviour(key: string, parts: Partial<Behaviour> = {}): Behaviour {
  return {
    key,
    windows: 100,
    replicas: 1,
    first: day,
    last: 30 * day,
    origin: 'observed',
    examples: [],
    ...parts,
  };
}

function profile(
  behaviours: Partial<Record<ProfileDimension, readonly Behaviour[]>>,
  parts: Partial<Profile> = {},
): Profile {
  return {
    schemaVersion: 1,
    key: { image: 'sha256:1', container: 'web', workload: 'shop/Deployment/web' },
    version: 3,
    started: day,
    updated: 31 * day,
    windowMs: 600_000,
    rollouts: 1,
    replicas: 1,
    dimensions: eachDimension((name) => ({
      state: 'learning',
      windows: 30 * 144,
      behaviours: behaviours[name] ?? [],
      forecast: { expected: 0, upper: 0, unseen: 0, ready: false, missing: [] },
    })),
    ...parts,
  };
}

test('a dimension goes up state by state, and only through its gate', () => {
  const ready = profile({ exec: [behaviour('/bin/a < (runtime): ')] });
  const detecting = edited(ready, { kind: 'promote', dimension: 'exec' });
  const enforcing = edited(edited(detecting, { kind: 'promote', dimension: 'exec' }), {
    kind: 'promote',
    dimension: 'exec',
  });

  expect([detecting.version, detecting.dimensions.exec.state]).toEqual([4, 'detecting']);
  expect(enforcing.dimensions.exec.state).toBe('enforcing');
  expect(enforcing.dimensions.exec.forecast.upper).toBeLessThan(1 / 7);
  expect(() => edited(enforcing, { kind: 'promote', dimension: 'exec' })).toThrow(
    'enforcing already',
  );
  expect(edited(enforcing, { kind: 'hold', dimension: 'exec' }).dimensions.exec.state).toBe(
    'learning',
  );
});

test('a closed gate says what is missing and can be passed by a person who insists', () => {
  const once = Array.from({ length: 50 }, (_, index) => behaviour(`k${index}`, { windows: 1 }));
  const unready = profile({ dns: once }, { rollouts: 0 });

  expect(() => edited(unready, { kind: 'promote', dimension: 'dns' })).toThrow(
    'the gate is closed: one complete roll-out: a start and a stop of a replica; at most 6.8 false detections a day expected, the limit is 1 a day (50 behaviours seen only once)',
  );
  expect(
    edited(unready, { kind: 'promote', dimension: 'dns', anyway: true }).dimensions.dns.state,
  ).toBe('detecting');
});

test('a person keeps a generalisation or takes it apart by its examples', () => {
  const written = profile({
    file_write: [
      behaviour('/data/a', { examples: ['/data/a/1'] }),
      behaviour('/data/b', { examples: ['/data/b/2'] }),
      behaviour('/other'),
    ],
  });

  const kept = edited(written, { kind: 'keep', dimension: 'file_write', pattern: '/data/*' });
  const split = edited(kept, { kind: 'split', dimension: 'file_write', pattern: '/data/*' });

  expect(kept.dimensions.file_write.behaviours.map(({ key }) => key)).toEqual([
    '/other',
    '/data/*',
  ]);
  expect(split.dimensions.file_write.behaviours.map(({ key }) => key)).toEqual([
    '/other',
    '/data/a',
    '/data/b',
  ]);
  expect(split.dimensions.file_write.generalisations).toEqual([
    { pattern: '/data/*', mode: 'split' },
  ]);
});

test('a deviation can be accepted, a behaviour forgotten, and both undone', () => {
  const denied = { key: '/bin/b < x: ', example: '/bin/b', windows: 3, first: day, last: 2 * day };
  const base = profile({ exec: [behaviour('/bin/a < x: ')] });
  const start: Profile = {
    ...base,
    dimensions: {
      ...base.dimensions,
      exec: { ...base.dimensions.exec, state: 'detecting', deviations: [denied] },
    },
  };
  const note = { author: 'alice', reason: 'known', time: 1 };

  const history = withEdit(
    [],
    start,
    { kind: 'accept', dimension: 'exec', behaviour: denied.key },
    note,
  );
  const accepted = history[0]?.profile;
  const back = rolledBack(history, 3, { ...note, reason: 'no' })[0]?.profile;

  expect(accepted?.dimensions.exec.behaviours.map(({ key }) => key)).toEqual([
    '/bin/a < x: ',
    '/bin/b < x: ',
  ]);
  expect(accepted?.dimensions.exec.deviations).toEqual([]);
  expect(back).toEqual({ ...start, version: 5 });
  expect(
    edited(start, { kind: 'forget', dimension: 'exec', behaviour: '/bin/a < x: ' }).dimensions.exec
      .behaviours,
  ).toEqual([]);
  expect(() => edited(start, { kind: 'forget', dimension: 'exec', behaviour: 'none' })).toThrow(
    'no behaviour',
  );
});

test('what would have been denied: deviations, and what was learnt since', () => {
  const late = behaviour('tcp a:443', { first: 25 * day, windows: 2, examples: ['1.2.3.4:443'] });
  const base = profile({ egress: [behaviour('tcp b:443'), late] });

  expect(previewDenials(base, 24 * day)).toEqual([
    {
      dimension: 'egress',
      behaviour: 'tcp a:443',
      example: '1.2.3.4:443',
      windows: 2,
      first: 25 * day,
      last: 30 * day,
      kind: 'late',
    },
  ]);
});

test('profiles of several nodes add up', () => {
  const one = profile({ uid: [behaviour('run as 0', { windows: 1 })] });
  const two = profile({ uid: [behaviour('run as 0'), behaviour('run as 33')] }, { replicas: 2 });

  const merged = mergedProfile([one, two]);

  expect(merged.replicas).toBe(3);
  expect(merged.dimensions.uid.windows).toBe(2 * 30 * 144);
  expect(
    merged.dimensions.uid.behaviours.map(({ key, windows, replicas }) => [key, windows, replicas]),
  ).toEqual([
    ['run as 0', 101, 2],
    ['run as 33', 100, 1],
  ]);
  expect(() => mergedProfile([one, profile({}, { windowMs: 1000 })])).toThrow('cannot be merged');
});

test('a profile survives its text', () => {
  const one = edited(profile({ exec: [behaviour('a', { examples: ['x'] })] }), {
    kind: 'promote',
    dimension: 'uid',
  });

  expect(parseProfile(formatProfile(one))).toEqual(one);
});

test('a malformed profile is refused, whatever it is', () => {
  const text = formatProfile(profile({ exec: [behaviour('a')] }));
  const codes: unknown[] = [];

  fc.assert(
    fc.property(fc.nat(text.length), fc.string({ maxLength: 4 }), fc.nat(8), (at, insert, drop) => {
      codes.push(codeOf(() => parseProfile(text.slice(0, at) + insert + text.slice(at + drop))));
    }),
    { numRuns: 150 },
  );
  for (const value of [
    null,
    3,
    [],
    {},
    { ...profile({}), extra: 1 },
    { ...profile({}), schemaVersion: 2 },
    JSON.parse('{"__proto__":{"schemaVersion":1}}'),
  ])
    codes.push(codeOf(() => profileFromJson(value)) ?? 'accepted');

  expect(new Set(codes)).toEqual(new Set([undefined, 'input.malformed', 'input.unsupported']));
});

function codeOf(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (thrown) {
    return isCaissonError(thrown) ? thrown.code : thrown;
  }
}

import { expect, test } from 'vitest';
import type { Profile, ProfileDimension } from '#model/profile.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import { ProfileBook } from './book.ts';
import { formatProfile, parseProfile } from './json.ts';
import { container, event, file, process } from './testing.ts';

const windowMs = 600_000;
const key = workloadKeyOf(container());

function keysOf(book: ProfileBook, dimension: ProfileDimension): readonly string[] {
  return book.profile(key)?.dimensions[dimension].behaviours.map((one) => one.key) ?? [];
}

function promoted(profile: Profile, dimension: ProfileDimension): Profile {
  const part = profile.dimensions[dimension];
  return {
    ...profile,
    dimensions: { ...profile.dimensions, [dimension]: { ...part, state: 'detecting' } },
  };
}

function learnt(...events: readonly Parameters<ProfileBook['observe']>[0][]): ProfileBook {
  const book = new ProfileBook();
  for (const one of events) book.observe(one);
  book.flush();
  return book;
}

function visitor(parts: Parameters<typeof process>[0]) {
  const host = process({ pid: 1, container: undefined as never });
  return process({ pid: 900, virtualPid: 40, parent: host, exePath: '/usr/bin/dump', ...parts });
}

test('a job that an engine starts inside is ordinary when it came in three windows', () => {
  const jobs = [0, 1, 2].map((at) => event({ process: visitor({}), time: windowMs * at }));
  const twice = learnt(event({}), ...jobs.slice(0, 2)).profile(key);
  const often = learnt(event({}), ...jobs).profile(key);
  const [again] = [event({ process: visitor({}), time: windowMs * 9 })];

  function told(profile: Profile | undefined): number {
    const book = new ProfileBook();
    book.load(promoted(parseProfile(formatProfile(profile as Profile)), 'exec'));
    return book.observe(again).length;
  }
  expect(told(twice)).toBe(1);
  expect(told(often)).toBe(0);
});

test('a made-up name that looks like a word is one of those that do not', () => {
  const book = learnt(event({ process: process({ args: ['/srv/report-FCbvbu.gz'] }) }));
  const profile = book.profile(key);

  function told(arg: string): number {
    const later = new ProfileBook();
    later.load(promoted(profile as Profile, 'exec'));
    return later.observe(event({ process: process({ args: [arg] }) })).length;
  }
  expect(told('/srv/report-ghbqkl.gz')).toBe(0);
  expect(told('/srv/secret-ghbqkl.gz')).toBe(1);
});

test('a build may run what it made, but not what lies in memory', () => {
  const make = process({ exePath: '/usr/bin/make', name: 'make' });
  const made = process({
    pid: 7,
    parent: make,
    exePath: '/src/test',
    file: file({ upperLayer: true }),
  });
  const hidden = process({
    pid: 8,
    parent: make,
    exePath: '/memfd:x',
    file: file({ memory: true }),
  });
  const book = learnt(event({ process: made }), event({ process: hidden }));

  expect(keysOf(book, 'exec')).toEqual(['/src/test < /usr/bin/make: ']);
});

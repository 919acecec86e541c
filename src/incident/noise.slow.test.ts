import { expect, test } from 'vitest';
import type { Detection } from '#model/detection.ts';
import { Correlator } from './correlator.ts';
import { counter } from './testing.ts';
import { attacks, noise } from './testing-mix.ts';

const days = 7;

/** Numbers that look random and are the same each time (a linear congruence, Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** What profiles of these workloads know after learning: their own programs below their own parents. */
function knownToProfile({ process, container }: Detection): boolean {
  const place = `${container?.pod?.namespace} ${process?.parent?.name} ${process?.exePath}`;
  return /^(?:platform undefined \/usr\/bin\/manager|apps node \/bin\/sh|ci npm \/work\/.*|data npm \/work\/.*)$/.test(
    place,
  );
}

function play(room: Correlator): { readonly opened: number; readonly received: number } {
  const random = seeded(42);
  const planted = attacks();
  let opened = 0;
  let received = 0;
  for (let day = 0; day < days; day += 1) {
    const extra = planted.filter((one) => one.day === day).flatMap(({ detections }) => detections);
    for (const detection of [...noise(day, random), ...extra].sort((a, b) => a.time - b.time)) {
      received += 1;
      if (room.add(detection).change === 'opened') opened += 1;
    }
  }
  return { opened, received };
}

test('33,000 detections a day: at most one incident a day, every attack among them', () => {
  const room = new Correlator({ newId: counter(), isFamiliar: knownToProfile });

  const { opened, received } = play(room);

  expect(received).toBeGreaterThan(days * 33_000);
  expect(opened).toBeLessThanOrEqual(days);
  const found = new Set(room.incidents.flatMap(({ detections }) => detections.map(({ id }) => id)));
  for (const { name, detections } of attacks()) {
    const seen = detections.some(({ id }) => found.has(id));
    expect([name, seen]).toEqual([name, true]);
  }
});

test('without any profile habits are learnt in a day; every attack is still found', () => {
  const room = new Correlator({ newId: counter() });

  const { opened } = play(room);

  expect(opened).toBeLessThanOrEqual(days);
  const found = new Set(room.incidents.flatMap(({ detections }) => detections.map(({ id }) => id)));
  expect(
    attacks().map(({ name, detections }) => [name, detections.some(({ id }) => found.has(id))]),
  ).toEqual(attacks().map(({ name }) => [name, true]));
});

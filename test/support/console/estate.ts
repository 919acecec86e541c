import type { AnswerOf } from '#wire/routes.ts';
import { SeededRandom } from './random.ts';
import { makeExceptions } from './seed-exceptions.ts';
import { makeFindings } from './seed-findings.ts';
import { makeImage } from './seed-images.ts';
import { repositories } from './seed-repositories.ts';

export type Finding = AnswerOf<'readFinding'>;

export type Image = AnswerOf<'readImage'>;

export type Exception = AnswerOf<'readException'>;

/** An estate as a console would see it: images, findings, exceptions; the same for the same seed and time. */
export interface Estate {
  readonly images: readonly Image[];
  readonly findings: readonly Finding[];
  readonly exceptions: readonly Exception[];
}

/** Makes an estate; `now` in milliseconds since the epoch. */
export function makeEstate(now: number, seed = 7): Estate {
  const random = new SeededRandom(seed);
  const findings = makeFindings(now, random);
  const images = repositories.map((_, at) => makeImage(at, { now, random, findings }));
  return { images, findings, exceptions: makeExceptions(now, findings) };
}

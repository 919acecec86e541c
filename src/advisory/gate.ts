import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ExpectedFact, GateOptions } from './build-options.ts';
import type { Manifest, ManifestFeed } from './manifest.ts';
import { openSegment } from './segment-cache.ts';
import { FactSegment } from './segment-reader.ts';

/** What a gate needs beside its options: where the new blobs lie, and the day of the build. */
export interface GateContext extends GateOptions {
  readonly out: string;
  readonly cache: string;
  readonly today: string;
}

/** More than this part of a feed's facts may not come or go unnoticed. */
const tolerance = 0.05;
/** A small feed may grow by so many facts without a word. */
const freeGrowth = 50;
const dayMs = 86_400_000;

/**
 * Holds a build against what it must be. Throws `input.malformed` that names every condition that does not hold: a feed that
 * dried up, stopped or lost a known fact must not go out unseen.
 */
export function checkGates(
  manifest: Manifest,
  previous: Manifest | undefined,
  context: GateContext,
  scope: Scope,
): void {
  const problems = [
    ...(previous === undefined || context.acceptChanges === true
      ? []
      : countProblems(manifest.feeds, previous.feeds)),
    ...ageProblems(manifest.feeds, context),
    ...factProblems(manifest, context, scope),
  ];
  if (problems.length === 0) return;
  throw new CaissonError('input.malformed', `the build is not published: ${problems.join('; ')}`, {
    hint: 'check the feeds, or use --accept-changes for counts that are meant to differ',
  });
}

function countProblems(
  feeds: readonly ManifestFeed[],
  before: readonly ManifestFeed[],
): readonly string[] {
  const counts = new Map(feeds.map(({ name, facts }) => [name, facts]));
  return before.flatMap(({ name, facts }) => {
    const now = counts.get(name) ?? 0;
    const isLoss = now < facts * (1 - tolerance);
    const isGrowth = now > facts * (1 + tolerance) && now > facts + freeGrowth;
    return isLoss || isGrowth ? [`${quote(name)} has ${now} facts after ${facts}`] : [];
  });
}

function ageProblems(
  feeds: readonly ManifestFeed[],
  { maxFeedAgeDays, today }: GateContext,
): readonly string[] {
  if (maxFeedAgeDays === undefined) return [];
  const oldest = new Date(Date.parse(today) - maxFeedAgeDays * dayMs).toISOString().slice(0, 10);
  return feeds.flatMap(({ name, newest }) =>
    newest === '' || newest >= oldest
      ? []
      : [`the newest record of ${quote(name)} is of ${newest}`],
  );
}

function factProblems(
  manifest: Manifest,
  { expected = [], out, cache }: GateContext,
  scope: Scope,
): readonly string[] {
  return [...Map.groupBy(expected, ({ segment }) => segment)].flatMap(([name, facts]) => {
    const segment = manifest.segments.find((one) => one.name === name && one.kind === 'facts');
    if (segment === undefined) return [`segment ${quote(name)} is not there`];
    using open = openSegment(
      { blobs: out, cache },
      segment,
      scope,
      (path) => new FactSegment(path),
    );
    return facts.filter((fact) => !isThere(open, fact)).map(sentenceOf);
  });
}

function isThere(open: FactSegment, { package: name, id }: ExpectedFact): boolean {
  return open
    .byPackage(name)
    .some((one) => one.id === id || one.cves.includes(id) || one.aliases.includes(id));
}

function sentenceOf({ segment, package: name, id }: ExpectedFact): string {
  return `${quote(id)} of ${quote(name)} is missing in ${segment}`;
}

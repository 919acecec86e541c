import type { Component } from '#model/component.ts';
import type { VulnerabilityFinding } from '#model/finding.ts';
import { comparatorOf, schemeOfEcosystem } from '#version/scheme.ts';
import { movedTo } from './moved.ts';
import type { Rematch } from './plan-input.ts';
import type { Fixes } from './target.ts';

/** A component in another version that is to be tried. */
export interface Trial {
  readonly component: Component;
  readonly findings: readonly VulnerabilityFinding[];
  readonly fixes: readonly Fixes[];
  readonly to: string;
}

/** What matching again said of a trial. `removes` are fingerprints, `introduces` is `id name version`. */
export interface Outcome {
  readonly trial: Trial;
  readonly removes: readonly string[];
  readonly introduces: readonly string[];
}

/** How often a version that turned out not to be enough is raised. */
const maxRounds = 3;

/**
 * Matches all trials again, in one call per round. Where a finding is still there that a higher version should end, that
 * version is tried. Each component may stand in one trial only. In the order of the trials.
 */
export function simulate(trials: readonly Trial[], rematch: Rematch): readonly Outcome[] {
  let open = trials;
  const done = new Map<string, { readonly trial: Trial; readonly ids: readonly string[] }>();
  for (let round = 0; round < maxRounds && open.length > 0; round += 1) {
    const found = idsAfter(
      open.map(({ component, to }) => movedTo(component, to)),
      rematch,
    );
    const raised: Trial[] = [];
    for (const trial of open) {
      const ids = found.get(trial.component.id) ?? [];
      done.set(trial.component.id, { trial, ids });
      const to = higher(trial, ids);
      if (to !== undefined) raised.push({ ...trial, to });
    }
    open = raised;
  }
  const results = trials.flatMap(({ component }) => done.get(component.id) ?? []);
  return withIntroduced(results, rematch);
}

function idsAfter(
  components: readonly Component[],
  rematch: Rematch,
): ReadonlyMap<string, readonly string[]> {
  if (components.length === 0) return new Map();
  return new Map(rematch(components).map(({ component, ids }) => [component.id, ids]));
}

/** The next version for findings that were to end and did not. */
function higher({ component, fixes, to }: Trial, ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined;
  const present = new Set(ids);
  const compare = comparatorOf(schemeOfEcosystem(component.ecosystem));
  const wanted = fixes
    .filter(({ finding }) => isStill(finding, present))
    .flatMap(({ above }) => above(to) ?? []);
  return wanted.sort(compare).at(-1);
}

/** What is there afterwards and was not there before; a finding that is no longer open was there before as well. */
function withIntroduced(
  results: readonly { readonly trial: Trial; readonly ids: readonly string[] }[],
  rematch: Rematch,
): readonly Outcome[] {
  const unexpected = results.map(({ trial, ids }) => unknownIds(trial.findings, ids));
  const doubtful = results.flatMap(({ trial }, index) =>
    (unexpected[index]?.length ?? 0) > 0 ? [trial.component] : [],
  );
  const before = idsAfter(doubtful, rematch);
  return results.map(({ trial, ids }, index) => {
    const { component, findings, to } = trial;
    const present = new Set(ids);
    const known = new Set(before.get(component.id));
    return {
      trial,
      removes: findings.filter((finding) => !isStill(finding, present)).map(fingerprintOf),
      introduces: (unexpected[index] ?? [])
        .filter((id) => !known.has(id))
        .map((id) => `${id} ${component.name} ${to}`)
        .sort(),
    };
  });
}

function unknownIds(
  findings: readonly VulnerabilityFinding[],
  ids: readonly string[],
): readonly string[] {
  if (ids.length === 0) return [];
  const known = new Set(findings.flatMap(idsOf));
  return [...new Set(ids)].filter((id) => !known.has(id));
}

/** Whether a finding is among the ids that were found, under whatever name. */
export function isStill(finding: VulnerabilityFinding, present: ReadonlySet<string>): boolean {
  return idsOf(finding).some((id) => present.has(id));
}

function idsOf({ vulnerability }: VulnerabilityFinding): readonly string[] {
  return [vulnerability.id, ...vulnerability.aliases];
}

function fingerprintOf({ fingerprint }: VulnerabilityFinding): string {
  return fingerprint;
}

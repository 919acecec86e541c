import type {
  CheckChange,
  NamespaceChange,
  OpenCheck,
  PostureChange,
  PostureSummary,
} from '#model/posture.ts';
import { round, weightOf } from './costs.ts';

/** What is different between two summaries of the same method. */
export function changeOf(before: PostureSummary, after: PostureSummary): PostureChange {
  const checks = checkChanges(before.open, after.open);
  const score = round(after.score - before.score);
  const opened = checks.reduce((sum, one) => sum + one.opened, 0);
  const closed = checks.reduce((sum, one) => sum + one.closed, 0);
  return {
    since: before.at,
    direction: directionOf(score, checks),
    score,
    opened,
    closed,
    checks,
    namespaces: namespaceChanges(before, after),
  };
}

/** By the score; where it stays, by the weight of what came and went. */
function directionOf(score: number, checks: readonly CheckChange[]): PostureChange['direction'] {
  const weight = checks.reduce(
    (sum, { severity, opened, closed }) => sum + weightOf(severity) * (closed - opened),
    0,
  );
  const sign = Math.sign(score) || Math.sign(weight);
  if (sign === 0) return 'same';
  return sign > 0 ? 'better' : 'worse';
}

function checkChanges(
  before: readonly OpenCheck[],
  after: readonly OpenCheck[],
): readonly CheckChange[] {
  const [earlier, later] = [byRule(before), byRule(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .flatMap((rule) => {
      const one = later.get(rule) ?? earlier.get(rule);
      const [old, now] = [printsOf(earlier.get(rule)), printsOf(later.get(rule))];
      const change = { opened: now.difference(old).size, closed: old.difference(now).size };
      if (one === undefined || change.opened + change.closed === 0) return [];
      return [{ rule, title: one.title, severity: one.severity, ...change }];
    })
    .sort((a, b) => heft(b) - heft(a) || (a.rule < b.rule ? -1 : 1));
}

function heft({ severity, opened, closed }: CheckChange): number {
  return weightOf(severity) * (opened + closed);
}

function byRule(checks: readonly OpenCheck[]): ReadonlyMap<string, OpenCheck> {
  return new Map(checks.map((one) => [one.rule, one]));
}

function printsOf(check: OpenCheck | undefined): Set<string> {
  return new Set(check?.fingerprints);
}

function namespaceChanges(
  before: PostureSummary,
  after: PostureSummary,
): readonly NamespaceChange[] {
  const earlier = new Map(before.namespaces.map((one) => [one.namespace, one.score]));
  const later = new Map(after.namespaces.map((one) => [one.namespace, one.score]));
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((namespace) => {
      const [old, now] = [earlier.get(namespace), later.get(namespace)];
      return {
        ...(namespace !== undefined && { namespace }),
        ...(old !== undefined && { before: old }),
        ...(now !== undefined && { after: now }),
      };
    })
    .filter((one) => one.before !== one.after)
    .sort((a, b) => gain(a) - gain(b) || ((a.namespace ?? '') < (b.namespace ?? '') ? -1 : 1));
}

function gain({ before = 100, after = 100 }: NamespaceChange): number {
  return after - before;
}

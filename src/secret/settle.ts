import { severityRank } from '#model/severity.ts';
import { type Candidate, namesOf } from './candidate.ts';
import type { Place } from './text-lines.ts';

/** A candidate with its lines. */
export interface Placed {
  readonly candidate: Candidate;
  readonly from: Place;
  readonly to: Place;
}

/** What is reported of a file: pairs joined, overlaps decided, the same secret once, at most `most` distinct ones of each rule. */
export function settle(
  placed: readonly Placed[],
  most: number,
): readonly (Placed & { readonly more: number })[] {
  const complete = placed.filter((one) => hasRequired(one, placed));
  const told = complete.filter(({ candidate }) => candidate.facts.silent !== true);
  return grouped(withoutOverlaps(withPairs(told)), most);
}

function hasRequired({ candidate, from }: Placed, all: readonly Placed[]): boolean {
  const { required = [] } = candidate.facts;
  return required.every(({ rule, lines, columns }) =>
    all.some(
      (other) =>
        namesOf(other.candidate.facts).includes(rule) &&
        Math.abs(other.from.line - from.line) <= lines &&
        Math.abs(other.from.column - from.column) <= columns,
    ),
  );
}

function withPairs(all: readonly Placed[]): readonly Placed[] {
  return all.flatMap((one) => {
    const { pair } = one.candidate.facts;
    if (pair === undefined) return [one];
    const partner = all.some(
      (other) =>
        other.candidate.facts.id === pair.with &&
        Math.abs(other.from.line - one.from.line) <= pair.lines &&
        other.candidate.secret !== one.candidate.secret,
    );
    if (!partner) return pair.report === 'pair-only' ? [] : [one];
    return [{ ...one, candidate: { proof: 'pair' as const, ...one.candidate } }];
  });
}

/** Of candidates that share bytes the weightiest stays; rules of users always stay. */
function withoutOverlaps(all: readonly Placed[]): readonly Placed[] {
  const sorted = [...all].sort(
    (a, b) => a.candidate.start - b.candidate.start || b.candidate.end - a.candidate.end,
  );
  const kept: Placed[] = [];
  for (const one of sorted) {
    const rivals: number[] = [];
    for (let at = kept.length - 1; at >= 0 && at >= kept.length - 8; at -= 1) {
      const other = kept[at];
      if (other !== undefined && clash(other.candidate, one.candidate)) rivals.push(at);
    }
    if (rivals.some((at) => outweighs(kept[at], one))) continue;
    for (const at of rivals) kept.splice(at, 1);
    kept.push(one);
  }
  return kept;
}

function clash(a: Candidate, b: Candidate): boolean {
  if (!a.facts.own || !b.facts.own || a.start >= b.end || b.start >= a.end) return false;
  // Two secrets out of one encoded text share its place, not their bytes.
  if (a.decoders.length > 0 && b.decoders.length > 0 && a.start === b.start && a.end === b.end)
    return a.secret.includes(b.secret) || b.secret.includes(a.secret);
  return true;
}

function outweighs(a: Placed | undefined, b: Placed): boolean {
  return a !== undefined && weightOf(a.candidate) >= weightOf(b.candidate);
}

const deepestLevel = 19;
const classes = [
  'generic',
  'password',
  'session',
  'connection-string',
  'provider-token',
  'private-key',
];

/** By class, then plain before encoded, proven before unproven, exact before contextual, severe before mild, long before short. */
function weightOf(candidate: Candidate): number {
  return [
    [classes.indexOf(candidate.class), 10],
    [deepestLevel - candidate.decoders.length, 20],
    [candidate.proof === undefined ? 0 : 1, 2],
    [candidate.specificity, 200],
    [severityRank(candidate.facts.severity), 10],
    [Math.min(candidate.secret.length, 9999), 10_000],
  ].reduce((sum, [value = 0, range = 1]) => sum * range + value, 0);
}

function grouped(
  all: readonly Placed[],
  most: number,
): readonly (Placed & { readonly more: number })[] {
  const groups = new Map<string, { first: Placed; more: number }>();
  const perRule = new Map<string, { count: number; last: string }>();
  for (const one of all) {
    const { facts, secret } = one.candidate;
    const key = `${facts.id}\0${secret}`;
    const known = groups.get(key);
    const rule = perRule.get(facts.id) ?? { count: 0, last: key };
    if (known !== undefined) known.more += 1;
    else if (rule.count < most) {
      groups.set(key, { first: one, more: 0 });
      perRule.set(facts.id, { count: rule.count + 1, last: key });
    } else {
      const last = groups.get(rule.last);
      if (last !== undefined) last.more += 1;
    }
  }
  return [...groups.values()].map(({ first, more }) => ({ ...first, more }));
}

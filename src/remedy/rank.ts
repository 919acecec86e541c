import { actionKinds, type RemediationAction, type RemediationPlan } from '#model/remediation.ts';
import type { Candidate, Unit } from './candidate.ts';
import type { Weights } from './weight.ts';

/** A candidate with what it is worth now: `worth` is value by effort. */
interface Rated {
  readonly candidate: Candidate;
  readonly units: readonly Unit[];
  readonly worth: number;
}

/** What is left to be done, and where components stand after the actions taken so far. */
interface State {
  readonly weights: Weights;
  /** Fingerprints of findings that no action taken so far removes. */
  readonly open: Set<string>;
  readonly introduced: Set<string>;
  /** Versions by component id, where an action changed them. */
  readonly versions: Map<string, string>;
}

/**
 * Greedy weighted set cover: takes the candidate whose open findings, less what it brings, weigh most for its effort, until
 * none is worth anything. Equal ones: proven first, then by kind and key. A candidate is weighed again only when another one took a finding
 * of it. `fingerprints` are all open findings, in the order in which those that remain are told.
 */
export function rankActions(
  candidates: readonly Candidate[],
  fingerprints: readonly string[],
  weights: Weights,
): RemediationPlan {
  const state: State = {
    weights,
    open: new Set(fingerprints),
    introduced: new Set(),
    versions: new Map(),
  };
  const before = state.open.size;
  const rivals = rivalsOf(candidates);
  let queue: readonly Rated[] = candidates
    .flatMap((candidate) => rate(candidate, state) ?? [])
    .sort(compareRated);
  const actions: RemediationAction[] = [];
  for (let at = 0, best = queue[at]; best !== undefined; at += 1, best = queue[at]) {
    const action = take(best, state);
    actions.push(action);
    const affected = affectedBy(best.candidate, action, rivals);
    if (affected.size === 0) continue;
    queue = requeued(queue.slice(at + 1), affected, state);
    at = -1;
  }
  return {
    actions,
    before,
    after: state.open.size + state.introduced.size,
    remaining: [...state.open],
  };
}

/** Which candidates would remove a finding. */
function rivalsOf(candidates: readonly Candidate[]): ReadonlyMap<string, readonly Candidate[]> {
  const rivals = new Map<string, Candidate[]>();
  for (const candidate of candidates)
    for (const fingerprint of new Set(candidate.units.flatMap(({ removes }) => removes))) {
      const known = rivals.get(fingerprint);
      if (known === undefined) rivals.set(fingerprint, [candidate]);
      else known.push(candidate);
    }
  return rivals;
}

/** The candidate as it stands now; `undefined` when nothing in it is worth doing any more. */
function rate(candidate: Candidate, state: State): Rated | undefined {
  const worths = candidate.units.map((unit) => worthOf(unit, state));
  const units = candidate.units.filter((_, index) => (worths[index] ?? 0) > 0);
  const value = worths.reduce((sum, worth) => sum + Math.max(0, worth), 0);
  return units.length === 0 ? undefined : { candidate, units, worth: value / candidate.effort };
}

function worthOf({ removes, introduces }: Unit, { weights, open, introduced }: State): number {
  let worth = 0;
  for (const fingerprint of removes)
    if (open.has(fingerprint)) worth += weights.byFingerprint.get(fingerprint) ?? 0;
  if (worth === 0) return 0;
  for (const item of introduces) if (!introduced.has(item)) worth -= weights.ofNew(item);
  return worth;
}

/** Takes an action: what it removes was open until now, what it brings was not there. */
function take({ candidate, units }: Rated, state: State): RemediationAction {
  const removes = unique(units.flatMap((unit) => unit.removes)).filter((item) =>
    state.open.has(item),
  );
  const introduces = unique(units.flatMap((unit) => unit.introduces)).filter(
    (item) => !state.introduced.has(item),
  );
  const changes = units
    .flatMap((unit) => unit.changes)
    .map((change) => ({ ...change, from: state.versions.get(change.component) ?? change.from }));
  for (const item of removes) state.open.delete(item);
  for (const item of introduces) state.introduced.add(item);
  for (const { component, to } of changes) state.versions.set(component, to);
  const { title, commands, paths, blockers } = candidate.describe(units);
  const { kind, effort } = candidate;
  return { kind, title, commands, changes, removes, introduces, effort, paths, blockers };
}

function affectedBy(
  taken: Candidate,
  action: RemediationAction,
  rivals: ReadonlyMap<string, readonly Candidate[]>,
): ReadonlySet<Candidate> {
  const affected = new Set(action.removes.flatMap((item) => rivals.get(item) ?? []));
  affected.delete(taken);
  return affected;
}

/** The queue with the affected candidates weighed again, each in its new place. */
function requeued(
  queue: readonly Rated[],
  affected: ReadonlySet<Candidate>,
  state: State,
): readonly Rated[] {
  return queue
    .flatMap((rated) =>
      affected.has(rated.candidate) ? (rate(rated.candidate, state) ?? []) : [rated],
    )
    .sort(compareRated);
}

function compareRated(a: Rated, b: Rated): number {
  return (
    b.worth - a.worth ||
    Number(a.candidate.isUnproven ?? false) - Number(b.candidate.isUnproven ?? false) ||
    actionKinds.indexOf(a.candidate.kind) - actionKinds.indexOf(b.candidate.kind) ||
    (a.candidate.key < b.candidate.key ? -1 : 1)
  );
}

function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort();
}

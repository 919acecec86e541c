import { isRecord } from '#kit/json.ts';
import type { AffectedRange } from '#model/advisory.ts';
import type { Comparator } from '#version/order.ts';
import { comparatorOf, type Scheme } from '#version/scheme.ts';

interface Event {
  readonly kind: 'introduced' | 'fixed' | 'lastAffected';
  readonly version: string;
}

/**
 * The ranges that one OSV range object describes (OSV schema 1.7, evaluation): events sorted by version, `introduced` opens,
 * `fixed`, `limit` and `last_affected` close. Events come in any order. `GIT` ranges speak of commits and give none.
 */
export function parseOsvRange(range: unknown, scheme: Scheme): AffectedRange[] {
  if (!isRecord(range) || range['type'] === 'GIT' || !Array.isArray(range['events'])) return [];
  const compare = comparatorOf(scheme);
  const events = range['events'].flatMap(parseEvent);
  return pair(sortEvents(events, compare), compare);
}

/** Ranges without repetition, in their order. */
export function distinctRanges(ranges: readonly AffectedRange[]): AffectedRange[] {
  const seen = new Map<string, AffectedRange>();
  for (const range of ranges)
    seen.set(JSON.stringify([range.introduced, range.fixed, range.lastAffected]), range);
  return [...seen.values()];
}

/**
 * Joins ranges of which one begins where the other ends: publishers split them by branch, and the end of a branch without a fix
 * then reads as a fixed version that is itself affected. The versions covered stay the same.
 */
export function joinAdjacent(ranges: readonly AffectedRange[]): readonly AffectedRange[] {
  const byStart = new Map(ranges.map((range) => [range.introduced, range]));
  const ends = new Set(ranges.map((range) => range.fixed ?? range));
  if (byStart.size < ranges.length || ends.size < ranges.length) return ranges; // several of one start or end
  let count = 0;
  const joined: AffectedRange[] = [];
  for (const { introduced, ...first } of ranges) {
    if (ends.has(introduced)) continue;
    let end: Omit<AffectedRange, 'introduced'> = first;
    for (let next = byStart.get(introduced); next !== undefined; count += 1) {
      const { introduced: _introduced, ...rest } = next;
      end = rest;
      next = end.fixed === undefined ? undefined : byStart.get(end.fixed);
    }
    joined.push({ introduced, ...end });
  }
  return count === ranges.length ? joined : ranges; // a circle has no beginning
}

function parseEvent(event: unknown): Event[] {
  if (!isRecord(event)) return [];
  const { introduced, fixed, last_affected: last, limit } = event;
  if (isVersion(introduced))
    return [{ kind: 'introduced', version: introduced === '0.0.0-0' ? '0' : introduced }];
  if (isVersion(fixed)) return [{ kind: 'fixed', version: fixed }];
  if (isVersion(last)) return [{ kind: 'lastAffected', version: last }];
  return isVersion(limit) && limit !== '*' ? [{ kind: 'fixed', version: limit }] : [];
}

function isVersion(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 256;
}

function sortEvents(events: readonly Event[], compare: Comparator): readonly Event[] {
  if (events.length <= 2 && events[0]?.kind === 'introduced') return events;
  return [...events].sort((a, b) => orderOf(a, b, compare));
}

/** At the same version a beginning comes before an end; `pair` says what both mean together. */
function orderOf(a: Event, b: Event, compare: Comparator): number {
  const first = Number(isBeginning(b)) - Number(isBeginning(a));
  return first || compare(a.version, b.version) || rank[a.kind] - rank[b.kind];
}
const rank = { introduced: 0, fixed: 1, lastAffected: 2 } as const;

function isBeginning(event: Event): boolean {
  return event.kind === 'introduced' && event.version === '0';
}

/**
 * A beginning and an end at the same version change nothing: an open range goes on (`fixed: 2, introduced: 2`), and none is
 * opened where there was none (`introduced: 1.3, fixed: 1.3.0`, which keeps its fix as a range without any version).
 */
function pair(events: readonly Event[], compare: Comparator): AffectedRange[] {
  const ranges: AffectedRange[] = [];
  let introduced: string | undefined;
  let again: string | undefined;
  for (const { kind, version } of events) {
    if (kind === 'introduced') {
      if (introduced === undefined) introduced = version;
      else again = version;
    } else if (again !== undefined && compare(again, version) === 0) again = undefined;
    else if (introduced !== undefined) {
      ranges.push({ introduced, [kind]: version });
      introduced = undefined;
    }
  }
  if (introduced !== undefined) ranges.push({ introduced });
  return ranges;
}

import type { LifecycleFacts } from '#model/finding.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { Severity } from '#model/severity.ts';

export type SupportStatus = LifecycleFacts['status'];

/** A line is said to end soon in its last days of support. */
const soonDays = 180;
const dayMs = 24 * 3_600_000;

/**
 * The line that a version is of: the longest one that it begins with, whole numbers compared, so that
 * `3.1` is no line of `3.11`. `undefined` when no line is known.
 */
export function lineOf(version: string, lines: readonly Lifecycle[]): Lifecycle | undefined {
  return lines
    .filter(({ line }) => version === line || isBelow(version, line))
    .toSorted((a, b) => b.line.length - a.line.length)[0];
}

function isBelow(version: string, line: string): boolean {
  return version.startsWith(line) && /^[^0-9a-z]/i.test(version.slice(line.length));
}

/** Where a line stands on a day, `YYYY-MM-DD`; `undefined` while it is in full support, and where nobody knows. */
export function statusOn(
  { activeUntil, supportedUntil, extendedUntil }: Lifecycle,
  today: string,
): SupportStatus | undefined {
  const last = supportedUntil ?? extendedUntil;
  if (last === undefined) return undefined;
  if (last < today)
    return extendedUntil !== undefined && extendedUntil >= today ? 'extended-only' : 'ended';
  if (last <= dayAfter(today)) return 'ends-soon';
  return activeUntil !== undefined && activeUntil < today ? 'security-only' : undefined;
}

/**
 * What weighs how much. An operating system without support gets no fixes for everything in it: high. A runtime is one
 * program: medium. Support that only some have (LTS, ESM) is one step below, what is still maintained at most low.
 */
export function severityOf(status: SupportStatus, isSystem: boolean): Severity {
  if (status === 'ended') return isSystem ? 'high' : 'medium';
  if (status === 'extended-only') return isSystem ? 'medium' : 'low';
  return status === 'ends-soon' ? 'low' : 'negligible';
}

/** The newest line that is supported and newer than `own`, a long-term one where there is one. `lines`: newest first. */
export function successorOf(
  own: Lifecycle,
  lines: readonly Lifecycle[],
  today: string,
): Lifecycle | undefined {
  const newer = lines.slice(0, lines.indexOf(own)).filter(({ released, ...line }) => {
    const last = line.supportedUntil ?? line.extendedUntil;
    return (released === undefined || released <= today) && (last === undefined || last >= today);
  });
  return newer.find(({ longTerm }) => longTerm === true) ?? newer[0];
}

function dayAfter(today: string): string {
  const start = Date.parse(today);
  return new Date(start + soonDays * dayMs).toISOString().slice(0, 10);
}

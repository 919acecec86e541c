import type { CheckMeta } from '#contract/check.ts';
import type { Fault, InlineAllowance } from '#model/fault.ts';
import { answersTo } from './catalogue.ts';

/** A comment that accepts what checks report in a stretch of a file, whatever tool it was written for. */
export interface Marker {
  /** As written, for people. */
  readonly marker: string;
  /** Where it stands. */
  readonly line: number;
  /** Ids as written; `*` means every check. */
  readonly ids: readonly string[];
  /** The tool whose ids they are (`hadolint`); absent: any. */
  readonly tool?: string;
  /** The lines that it covers, both included. */
  readonly from: number;
  readonly to: number;
  readonly reason?: string;
  /** Last day on which it counts, `YYYY-MM-DD`. */
  readonly until?: string;
}

/** Faults with the markers that accept them, and the markers that accept nothing. */
export interface Marked {
  readonly faults: readonly Fault[];
  readonly unused: readonly Marker[];
}

/** The faults of one file; nothing is dropped. The first marker that covers a fault counts. */
export function applyMarkers(faults: readonly Fault[], markers: readonly Marker[]): Marked {
  if (markers.length === 0) return { faults, unused: [] };
  const used = new Set<Marker>();
  const marked = faults.map((fault) => {
    if (fault.allowed !== undefined) return fault;
    const marker = markers.find((each) => covers(each, fault));
    if (marker === undefined) return fault;
    used.add(marker);
    return { ...fault, allowed: allowanceOf(marker) };
  });
  return { faults: marked, unused: markers.filter((marker) => !used.has(marker)) };
}

/** What a report keeps of a marker. */
export function allowanceOf({ marker, line, reason, until }: Marker): InlineAllowance {
  return {
    marker: marker.slice(0, 200),
    line,
    ...(reason !== undefined && reason !== '' && { reason: reason.slice(0, 500) }),
    ...(until !== undefined && { until }),
  };
}

function covers({ ids, tool, from, to }: Marker, fault: Fault): boolean {
  const [{ line = 1 }] = fault.locations;
  if (line < from || line > to) return false;
  return ids.some((id) => id === '*' || isMeant(fault, id, tool));
}

function isMeant(fault: Fault, id: string, tool: string | undefined): boolean {
  const named = { id: fault.rule, slug: fault.rule, aliases: fault.aliases };
  if (tool === undefined || id.includes(':')) return answersTo(named, id);
  return fault.aliases.some((alias) => alias.toLowerCase() === `${tool}:${id}`.toLowerCase());
}

/**
 * What to say of our own markers that accept nothing: they name a check that has looked at the file and found nothing there, or
 * an id of the same family that does not exist. Markers of other tools may be meant for those.
 */
export function noticesOn(
  unused: readonly Marker[],
  path: string,
  checks: readonly { readonly meta: CheckMeta }[],
): readonly string[] {
  const [family] = checks.map(({ meta }) => meta.id.replace(/\d+$/, ''));
  return unused
    .filter(({ marker }) => /^caisson:allow\s/i.test(marker))
    .flatMap(({ ids, line }) => {
      const known = ids.filter((id) => checks.some(({ meta }) => answersTo(meta, id)));
      const said = known.length > 0 ? known : ids.filter((id) => isOf(family, id));
      if (said.length === 0) return [];
      return [`${path}:${line}: "caisson:allow ${said.join(',').slice(0, 100)}" accepts nothing`];
    });
}

function isOf(family: string | undefined, id: string): boolean {
  return family !== undefined && id.toUpperCase().startsWith(family);
}

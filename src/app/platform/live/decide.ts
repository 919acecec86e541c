import { Correlator } from '#incident/correlator.ts';
import { isCaissonError } from '#kit/error.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Incident, TimelineEntry } from '#model/detection.ts';
import type { IncidentDecision } from '#wire/ingest.ts';

/**
 * An incident with what people decided of it. A decision that stands in its timeline already has no effect, so the node and the
 * platform come to the same however often they tell one another. What cannot be (closing what is closed) is left out.
 */
export function decided(incident: Incident, decisions: readonly IncidentDecision[]): Incident {
  const open = decisions.filter((one) => !isDecided(incident, one));
  if (open.length === 0) return incident;
  const correlator = new Correlator({ newId: newUlid });
  correlator.restore(incident);
  return open.reduce((before, one) => {
    try {
      return applied(correlator, one);
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      return before;
    }
  }, incident);
}

/** Whether the timeline tells of a decision. */
export function isDecided({ timeline, status }: Incident, decision: IncidentDecision): boolean {
  if (decision.kind === 'status' && decision.status === status && isFinal(decision.status))
    return true;
  return timeline.some((entry) => isSame(entry, decision));
}

function isFinal(status: string | undefined): boolean {
  return status === 'resolved' || status === 'dismissed';
}

function isSame(entry: TimelineEntry, { time, author, kind }: IncidentDecision): boolean {
  const kindOfEntry = kind === 'note' ? 'note' : 'status';
  return entry.time === time && entry.actor === author && entry.kind === kindOfEntry;
}

function applied(correlator: Correlator, decision: IncidentDecision): Incident {
  const { incident, author, text, time, kind, assignee, status, verdict } = decision;
  if (kind === 'note') return correlator.note(incident, author, text, time);
  if (kind === 'assign')
    return correlator.assign(incident, assignee === '' ? undefined : assignee, author, time);
  return correlator.setStatus(incident, {
    status: status ?? 'open',
    author,
    reason: text,
    time,
    ...(verdict !== undefined && { verdict }),
  });
}

import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type {
  Incident,
  IncidentStatus,
  RuntimeException,
  TimelineEntry,
} from '#model/detection.ts';
import type { Draft } from './draft.ts';
import { proposeException } from './silence.ts';

const monthMs = 30 * 86_400_000;

/** A change of status with who made it and why. `time` in milliseconds since the Unix epoch. */
export interface StatusChange {
  readonly status: IncidentStatus;
  readonly author: string;
  readonly reason: string;
  readonly time: number;
  /** Needed to close. */
  readonly verdict?: NonNullable<Incident['verdict']>;
}

/** Throws `input.not-found`, and `usage.invalid-argument` for a change without a reason or a closing without a verdict. */
export function setStatus(draft: Draft | undefined, id: string, change: StatusChange): Draft {
  const found = known(draft, id);
  const { status, author, reason, time, verdict } = change;
  const closes = status === 'resolved' || status === 'dismissed';
  if (reason.trim() === '') throw refused('a change of status needs a reason');
  if (closes && verdict === undefined)
    throw refused('closing an incident needs a verdict: true, benign or false');
  if (status === found.standing.status) throw refused(`the incident is ${status} already`);
  found.standing.status = status;
  found.standing.closed = closes ? time : undefined;
  found.standing.verdict = closes ? verdict : undefined;
  const text = `${leadOf(change)}${reason}`;
  found.tell({ time, kind: 'status', actor: author, text });
  return found;
}

/** What stands before the reason in the timeline. */
function leadOf({ status, verdict }: Pick<StatusChange, 'status' | 'verdict'>): string {
  return `${status}${verdict === undefined ? '' : ` (${verdict})`}: `;
}

/** The reason of a change as the timeline tells it. */
export function reasonIn(
  { text }: Pick<TimelineEntry, 'text'>,
  change: Pick<StatusChange, 'status' | 'verdict'>,
): string {
  const lead = leadOf(change);
  return text.startsWith(lead) ? text.slice(lead.length) : text;
}

/** Writes a line into the timeline. Throws `input.not-found`. */
export function note(draft: Draft | undefined, id: string, entry: TimelineEntry): Draft {
  const found = known(draft, id);
  found.tell(entry);
  return found;
}

/** Throws `input.not-found`. */
export function assign(
  draft: Draft | undefined,
  id: string,
  {
    assignee,
    author,
    time,
  }: { readonly assignee: string | undefined; readonly author: string; readonly time: number },
): Draft {
  const found = known(draft, id);
  found.standing.assignee = assignee;
  const text = assignee === undefined ? nobody : `${assignedTo}${assignee}`;
  found.tell({ time, kind: 'status', actor: author, text });
  return found;
}

const nobody = 'nobody is assigned';
const assignedTo = 'assigned to ';

/** Whether an entry tells of an assignment: in the timeline it stands among the changes of status. */
export function isAssignment({ kind, text }: Pick<TimelineEntry, 'kind' | 'text'>): boolean {
  return kind === 'status' && (text === nobody || text.startsWith(assignedTo));
}

/** Exceptions that the closing of a benign incident suggests, for 30 days, one for each rule of it. */
export function exceptionsOf(
  incident: Incident,
  {
    author,
    reason,
    newId,
  }: { readonly author: string; readonly reason: string; readonly newId: (time: number) => string },
): readonly RuntimeException[] {
  if (incident.verdict !== 'benign' && incident.verdict !== 'false') return [];
  const time = incident.closed ?? incident.updated;
  const byRule = new Map(incident.detections.map((detection) => [detection.rule, detection]));
  return [...byRule.values()].map((detection) =>
    proposeException(detection, { id: newId(time), author, reason, expires: time + monthMs }),
  );
}

function known(draft: Draft | undefined, id: string): Draft {
  if (draft === undefined) throw new CaissonError('input.not-found', `no incident ${quote(id)}`);
  return draft;
}

function refused(message: string): CaissonError {
  return new CaissonError('usage.invalid-argument', message);
}

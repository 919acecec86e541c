import { Correlator } from '#incident/correlator.ts';
import { effectOf, proposeException, type SilenceEffect } from '#incident/silence.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Incident, RuntimeException } from '#model/detection.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';

/** Who changes something, why and when (milliseconds since the Unix epoch). */
export interface Change {
  readonly author: string;
  readonly text: string;
  readonly time: number;
}

/** The incident that a person means. Throws `input.not-found`, and `usage.invalid-argument` when it could be several. */
export function incidentNamed(store: RuntimeStore, id: string): Incident {
  const found = store.incidentsLike(id);
  const [first, second] = found;
  if (first === undefined)
    throw new CaissonError('input.not-found', `there is no incident ${quote(id)}`, {
      hint: 'run `caisson incident list --all`',
    });
  if (second === undefined || first.id === id) return first;
  throw new CaissonError('usage.invalid-argument', `${quote(id)} could be several incidents`, {
    hint: `give more of the id: ${found.map((one) => one.id).join(', ')}`,
  });
}

/** Closes an incident with a verdict. */
export function closeIncident(
  store: RuntimeStore,
  id: string,
  verdict: NonNullable<Incident['verdict']>,
  { author, text, time }: Change,
): Incident {
  const status = verdict === 'true' ? 'resolved' : 'dismissed';
  return changed(store, id, (correlator, known) =>
    correlator.setStatus(known, { status, author, reason: text, time, verdict }),
  );
}

/** Writes a note, and who looks after it where that is said. */
export function noteIncident(
  store: RuntimeStore,
  id: string,
  assignee: string | undefined,
  { author, text, time }: Change,
): Incident {
  return changed(store, id, (correlator, known) => {
    const noted = correlator.note(known, author, text, time);
    return assignee === undefined ? noted : correlator.assign(known, assignee, author, time);
  });
}

/** Changes a stored incident while nobody else can. A watch that runs takes the change over. */
function changed(
  store: RuntimeStore,
  id: string,
  change: (correlator: Correlator, id: string) => Incident,
): Incident {
  return store.alone(() => {
    const stored = incidentNamed(store, id);
    const correlator = new Correlator({ newId: newUlid });
    correlator.restore(stored);
    const incident = change(correlator, stored.id);
    store.saveIncident(incident);
    return incident;
  });
}

/** One exception that would accept detections of an incident, with what else it would have accepted. */
export interface ProposedSilence {
  readonly exception: RuntimeException;
  readonly effect: SilenceEffect;
}

const effectLimit = 100_000;

/** The narrowest exceptions that cover an incident; kept when `keep` is set. */
export function silenceIncident(
  store: RuntimeStore,
  id: string,
  {
    author,
    text,
    time,
    expires,
    keep,
  }: Change & { readonly expires: number; readonly keep: boolean },
): readonly ProposedSilence[] {
  const incident = incidentNamed(store, id);
  const proposed = new Map<string, RuntimeException>();
  for (const detection of incident.detections) {
    const request = { id: newUlid(time), author, reason: text, expires };
    const exception = proposeException(detection, request);
    proposed.set(JSON.stringify([exception.rule, exception.match]), exception);
  }
  const detections = store.detections({ limit: effectLimit });
  const silences = [...proposed.values()].map((exception) => ({
    exception,
    effect: effectOf(exception, detections),
  }));
  if (keep) for (const { exception } of silences) store.saveException(exception);
  return silences;
}

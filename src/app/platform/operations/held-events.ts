import { Readable } from 'node:stream';
import type { EventStore } from '#estate/event/event-store.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { AnswerOf } from '#wire/routes.ts';

/** Names the events of an incident among its evidence. */
export const heldEvents = 'events';

/** Events that were copied out for an incident before retention took them, as one piece of its evidence; none where none was. */
export async function heldEvidence(
  events: Pick<EventStore, 'held'>,
  incident: string,
): Promise<AnswerOf<'readIncident'>['evidence']> {
  const all = await events.held(incident);
  const last = all.at(-1);
  if (last === undefined) return [];
  const text = linesOf(all);
  const digest = `sha256:${sha256Hex(text)}`;
  const sizeBytes = Buffer.byteLength(text);
  return [{ id: heldEvents, time: last.received, digest, sizeBytes, signed: false }];
}

/** The same as a file: one event a line, oldest first. */
export async function heldFile(
  events: Pick<EventStore, 'held'>,
  incident: string,
): Promise<AnswerOf<'readEvidence'> | undefined> {
  const all = await events.held(incident);
  if (all.length === 0) return undefined;
  const bytes = Readable.from([Buffer.from(linesOf(all))]);
  return { fileName: `events-${incident}.ndjson`, mediaType: 'application/x-ndjson', bytes };
}

function linesOf(events: Awaited<ReturnType<EventStore['held']>>): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

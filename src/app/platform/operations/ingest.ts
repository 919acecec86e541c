import type { Operations } from '#contract/platform.ts';
import type { IngestDoor } from '../live/ingest-door.ts';

/** What nodes send. */
export function ingestOperations(parts: {
  readonly ingest: IngestDoor;
}): Pick<Operations, 'ingestRuntime'> {
  return {
    async ingestRuntime({ reach, signal }, { query, body }) {
      const { batch: id, node } = query;
      const text = Buffer.from(body).toString();
      const taken = await parts.ingest.take({ id, node, text, reach }, signal);
      const { accepted, duplicate, rejected, decisions } = taken;
      return {
        accepted,
        duplicate,
        rejected: [...rejected],
        ...(decisions.length > 0 && { decisions: [...decisions] }),
      };
    },
  };
}

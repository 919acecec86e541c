import type { Operations } from '#contract/platform.ts';
import type { RuntimeIngest } from '../live/ingest.ts';

/** What nodes send. */
export function ingestOperations(parts: {
  readonly ingest: Pick<RuntimeIngest, 'take'>;
}): Pick<Operations, 'ingestRuntime'> {
  return {
    async ingestRuntime({ reach }, { query, body }) {
      const { batch: id, node } = query;
      const taken = await parts.ingest.take({
        id,
        node,
        text: Buffer.from(body).toString(),
        reach,
      });
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

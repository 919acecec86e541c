import type { RuntimeIngest } from './ingest.ts';
import type { DeliverBatch } from './line-sender.ts';

/** Takes batches of the machine that the platform itself runs on straight to the store. */
export function deliverLocally(ingest: Pick<RuntimeIngest, 'take'>, node: string): DeliverBatch {
  return async ({ id, text }) => await ingest.take({ id, node, text, reach: 'all' });
}

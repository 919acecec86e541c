import type { EventBatch } from '#estate/event/event-store.ts';

/** Where raw events go. Taking the same batch again has no effect; what was taken is safe when it resolves. */
export interface EventSink {
  append(batch: EventBatch): Promise<unknown>;
}

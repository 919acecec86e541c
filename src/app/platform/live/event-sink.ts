import type { EventLine } from './batch-lines.ts';

/** Where raw events go. Taking the same batch again has no effect; what was taken is safe when it resolves. */
export interface EventSink {
  append(batch: {
    /** Of the batch: the same one is taken once. */
    readonly id: string;
    readonly node: string;
    readonly events: readonly EventLine[];
  }): Promise<unknown>;
}

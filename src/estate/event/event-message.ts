import type { CloseOrder } from '#kit/order-thread.ts';
import type { FileQuestion } from './file-query.ts';
import type { HourQuestion } from './file-reader.ts';
import type { RowBatch, WriterData } from './file-writer.ts';

/** A thread either writes (one for a directory) or reads. */
export type EventThreadData =
  | ({ readonly role: 'writer' } & WriterData)
  | { readonly role: 'reader'; readonly directory: string };

export type WriteOrder =
  | { readonly kind: 'append'; readonly batches: readonly RowBatch[]; readonly now: number }
  | {
      readonly kind: 'surplus';
      readonly maxBytes: number;
      readonly maxDays: number;
      readonly now: number;
    }
  | { readonly kind: 'drop'; readonly key: string }
  | { readonly kind: 'seal'; readonly now: number }
  | { readonly kind: 'bytes' }
  | CloseOrder;
export type ReadOrder =
  | { readonly kind: 'list'; readonly question: FileQuestion }
  | { readonly kind: 'hourly'; readonly question: HourQuestion }
  | { readonly kind: 'oldest' }
  | CloseOrder;

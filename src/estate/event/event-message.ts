import type { ErrorCode } from '#kit/error.ts';
import type { FileQuestion } from './file-query.ts';
import type { HourQuestion } from './file-reader.ts';
import type { RowBatch, WriterData } from './file-writer.ts';

/** A thread either writes (one for a directory) or reads. */
export interface EventThreadData extends WriterData {
  readonly role: 'writer' | 'reader';
}
export type EventOrder =
  | { readonly kind: 'append'; readonly batches: readonly RowBatch[]; readonly now: number }
  | {
      readonly kind: 'surplus';
      readonly maxBytes: number;
      readonly maxDays: number;
      readonly now: number;
    }
  | { readonly kind: 'drop'; readonly key: string }
  | { readonly kind: 'seal'; readonly now: number }
  | { readonly kind: 'bytes' | 'oldest' | 'close' }
  | { readonly kind: 'list'; readonly question: FileQuestion }
  | { readonly kind: 'hourly'; readonly question: HourQuestion };
export interface EventRequest {
  readonly id: number;
  readonly order: EventOrder;
}
export type EventReply =
  | { readonly id: number; readonly answer: unknown }
  | {
      readonly id: number;
      readonly fault: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly hint?: string;
      };
    };

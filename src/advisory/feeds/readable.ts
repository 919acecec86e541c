import { isCaissonError } from '#kit/error.ts';
import type { FeedDocument, VendorRecords } from './feed.ts';
import { malformed } from './json-value.ts';

/**
 * What a reader yields; where the document turns out to be unreadable, what came before stands and the rest is one skip
 * `malformed`. An abort and faults of our own pass through.
 */
export function* orMalformed(
  document: FeedDocument,
  records: Iterable<VendorRecords>,
): Iterable<VendorRecords> {
  try {
    yield* records;
  } catch (error) {
    if (!isInputFault(error)) throw error;
    yield malformed(document.path);
  }
}

function isInputFault(error: unknown): boolean {
  return isCaissonError(
    error,
    'input.malformed',
    'input.unsupported',
    'limit.size',
    'limit.depth',
    'limit.entries',
  );
}

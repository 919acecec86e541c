import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isCaissonError } from '#kit/error.ts';
import type { FeedFile } from './feed-files.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feeds/feed.ts';
import { documentsBelow } from './vendor-documents.ts';

/**
 * What each document of a vendor's feed says, one at a time. A document that cannot be read is a `malformed` skip. Throws
 * `input.*` and `limit.*` when a file cannot be unpacked.
 */
export async function* readVendorRecords(
  { path, vendor }: FeedFile,
  scope: Scope,
): AsyncIterable<VendorRecords> {
  if (vendor === undefined) return;
  const reading = vendor.begin?.();
  for await (const document of documentsBelow(path, vendor.accepts, scope)) {
    checkpoint(scope.signal);
    yield* readDocument(reading ?? vendor, document, scope);
  }
  if (reading !== undefined) yield* reading.finish(scope);
}

function* readDocument(
  vendor: Pick<VendorFeed, 'read'>,
  document: FeedDocument,
  scope: Scope,
): Iterable<VendorRecords> {
  try {
    yield* vendor.read(document, scope);
  } catch (error) {
    if (!isCaissonError(error, 'input.malformed', 'input.unsupported', 'limit.size')) throw error;
    yield { skips: [{ reason: 'malformed', subject: document.path }] };
  }
}

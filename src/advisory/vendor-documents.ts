import { join, posix } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { ZipFile } from '#kit/zip.ts';
import { filesBelow } from './feed-reader.ts';
import type { FeedDocument } from './feeds/feed.ts';
import { readTar } from './tar-stream.ts';
import { type Packing, unpackBytes, unpackFile } from './unpack.ts';

/** OVAL files and the trackers' whole state in one document come near; JavaScript's longest text is not far above. */
const maxDocumentBytes = 480 * 2 ** 20;

type Accepts = (path: string) => boolean;
const packings: ReadonlyMap<string, Packing> = new Map([
  ['.gz', 'gz'],
  ['.tgz', 'gz'],
  ['.zst', 'zst'],
  ['.bz2', 'bz2'],
]);

/**
 * The documents of a vendor's feed: plain files below a directory and files in `.zip` and `.tar` archives, packed (`.gz`, `.zst`,
 * `.bz2`) or not, in the order of their paths, one at a time. A path is relative to the directory; a file in an archive counts as
 * lying beside the archive. A plain file replaces one of the same path in an archive, and an empty file named like it with
 * `.deleted` behind says that it is gone. Throws `input.malformed` and `limit.*` when a file cannot be unpacked.
 */
export async function* documentsBelow(
  directory: string,
  accepts: Accepts,
  scope: Scope,
): AsyncIterable<FeedDocument> {
  const files = filesBelow(directory);
  const replaced = new Set(files.map((file) => bareName(file.replace(/\.deleted$/, ''))));
  function acceptsPacked(path: string): boolean {
    return !replaced.has(path) && accepts(path);
  }
  for (const file of files) {
    checkpoint(scope.signal);
    const place = { path: join(directory, file), file };
    if (file.endsWith('.zip')) yield* zipDocuments(place, acceptsPacked, scope);
    else if (isTar(file)) yield* tarDocuments(place, acceptsPacked, scope);
    else if (file.endsWith('.deleted')) continue;
    else if (accepts(bareName(file))) yield await wholeDocument(place, scope);
  }
}

interface Place {
  readonly path: string;
  /** Relative to the feed's directory. */
  readonly file: string;
}

function isTar(file: string): boolean {
  return /\.(?:tar|tgz|tar\.(?:gz|zst|bz2))$/.test(file);
}

function packingOf(file: string): Packing | undefined {
  return packings.get(posix.extname(file));
}

/** A name without the ending that says how it is packed. */
function bareName(file: string): string {
  return packingOf(file) !== undefined ? file.slice(0, -posix.extname(file).length) : file;
}

async function wholeDocument({ path, file }: Place, scope: Scope): Promise<FeedDocument> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of unpackFile(path, packingOf(file), scope)) {
    size += chunk.length;
    if (size > maxDocumentBytes)
      throw new CaissonError('limit.size', `${quote(file)} is too large`);
    chunks.push(chunk);
  }
  return { path: bareName(file), bytes: Buffer.concat(chunks) };
}

async function* tarDocuments(
  place: Place,
  accepts: Accepts,
  scope: Scope,
): AsyncIterable<FeedDocument> {
  const beside = posix.dirname(place.file);
  function pathOf(name: string): string {
    return posix.join(beside, posix.join('/', name).slice(1));
  }
  const chunks = unpackFile(place.path, packingOf(place.file), scope);
  const files = readTar(chunks, (name) => accepts(bareName(pathOf(name))), {
    maxEntries: scope.limits.maxEntries,
    maxFileBytes: maxDocumentBytes,
  });
  for await (const { name, bytes } of files)
    yield unpackInside({ path: pathOf(name), bytes }, scope);
}

function* zipDocuments(place: Place, accepts: Accepts, scope: Scope): Iterable<FeedDocument> {
  const { maxEntries, maxRatio } = scope.limits;
  using zip = ZipFile.open(place.path, { maxEntries, maxEntryBytes: maxDocumentBytes, maxRatio });
  const beside = posix.dirname(place.file);
  for (const entry of zip.entries) {
    checkpoint(scope.signal);
    const path = posix.join(beside, posix.join('/', entry.name).slice(1));
    if (!entry.name.endsWith('/') && accepts(bareName(path)))
      yield unpackInside({ path, bytes: zip.read(entry) }, scope);
  }
}

/** A file of an archive may be packed once more; one that is damaged is handed on as it is and found malformed there. */
function unpackInside({ path, bytes }: FeedDocument, scope: Scope): FeedDocument {
  const packing = packingOf(path);
  if (packing === undefined) return { path, bytes };
  try {
    return { path: bareName(path), bytes: unpackBytes(bytes, packing, maxDocumentBytes) };
  } catch (error) {
    if (!isCaissonError(error, 'input.malformed')) throw error;
    scope.log.warn('a packed document in an archive is damaged', { path });
    return { path: bareName(path), bytes };
  }
}

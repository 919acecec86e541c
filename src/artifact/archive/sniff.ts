import { setImmediate } from 'node:timers/promises';
import { isCaissonError } from '#kit/error.ts';
import { normalizePath } from '#kit/path.ts';
import { compressionOf } from '../layer/compression.ts';
import { decode } from '../layer/decode.ts';
import type { RegionReader } from '../layer/input.ts';
import { TarReader } from '../layer/tar-reader.ts';

export type ArchiveScheme = 'docker-archive:' | 'oci-archive:';

/** How much of a compressed archive is unpacked; its first names tell enough. */
const maxUnpackedBytes = 64 * 2 ** 20;
const maxMembers = 1_000_000;
const seekBytes = 64 * 1024;

/** What image archives consist of: blobs, layers and configurations named by digest, and their documents. */
const memberName = /^\/(?:blobs(?:\/|$)|[0-9a-f]{64}(?:\/|\.json$|\.tar$|$)|repositories$)/;

/**
 * Which kind of image archive a tar is; `undefined` when it is none or no tar. A plain tar is told by its documents, a
 * compressed one by its first names, for its documents often come last.
 */
export async function sniffArchive(reader: RegionReader): Promise<ArchiveScheme | undefined> {
  const names = new Set<string>();
  const compression = compressionOf(reader.read(Buffer.alloc(6), 0));
  try {
    if (compression === 'none') await readNames(reader, names);
    else await readFirstNames(decode(compression, reader.blocks(), 'the archive'), names);
  } catch (error) {
    // A damaged archive is reported in full when it is opened; here only what was seen so far counts.
    if (!isCaissonError(error, 'input.malformed', 'limit.size', 'limit.entries')) throw error;
  }
  if (names.has('/manifest.json')) return 'docker-archive:';
  if (names.has('/index.json') || names.has('/oci-layout')) return 'oci-archive:';
  return [...names].some((name) => memberName.test(name)) ? 'docker-archive:' : undefined;
}

async function readNames(reader: RegionReader, names: Set<string>): Promise<void> {
  const tar = nameReader(names);
  const buffer = Buffer.allocUnsafe(seekBytes);
  const { length } = reader.region;
  for (let at = 0, reads = 0; at < length && reads < maxMembers; reads += 1) {
    const chunk = reader.read(buffer, at);
    tar.push(chunk);
    at += chunk.length;
    const skipped = Math.min(tar.skippable, length - at);
    tar.skip(skipped);
    at += skipped;
    if (reads % 256 === 255) await setImmediate();
  }
}

async function readFirstNames(
  chunks: AsyncIterable<Uint8Array>,
  names: Set<string>,
): Promise<void> {
  const tar = nameReader(names);
  let unpacked = 0;
  for await (const chunk of chunks) {
    tar.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    unpacked += chunk.length;
    if (unpacked > maxUnpackedBytes) return;
  }
}

/** Keeps the names that tell something; a layer's tar has a million others. */
function nameReader(names: Set<string>): TarReader {
  return new TarReader({
    member(member) {
      const path = normalizePath(`/${member.path}`) ?? '';
      const isTelling = path.endsWith('.json') || path === '/oci-layout' || memberName.test(path);
      if (isTelling && names.size < 4096) names.add(path);
      return false;
    },
    content: () => false,
    memberEnd() {},
    doubt() {},
  });
}

import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { DatabaseFile } from './blob-reader.ts';

/**
 * Reads `Packages.db` in rpm's own format (rpm `lib/backend/ndb/rpmpkg.c`, version 0), as SUSE uses it: slots of 16 bytes
 * in the first pages say where each package's blob lies, counted in blocks of 16 bytes. Little-endian throughout.
 */
export function* readNdbBlobs(view: FileView): Iterable<Uint8Array> {
  const file = new DatabaseFile(view);
  const header = file.read(0, headerBytes);
  if (header.readUInt32LE(0) !== magic.database)
    throw new CaissonError('input.malformed', 'no rpm database in ndb format');
  if (header.readUInt32LE(4) !== 0)
    throw new CaissonError('input.unsupported', 'rpm database in a later ndb format');
  const slotPages = header.readUInt32LE(12);
  if (slotPages > maxSlotPages)
    throw new CaissonError('limit.entries', 'the rpm database has too many slots');
  const slotBytes = slotPages * pageBytes;
  for (let at = headerBytes; at + slotSize <= slotBytes; at += slotSize) {
    const slot = readSlot(file, at);
    if (slot !== undefined) yield readBlob(file, slot);
  }
}

/** The magic numbers read `RpmP`, `Slot`, `BlbS`. */
const magic = { database: 0x506d7052, slot: 0x746f6c53, blob: 0x53626c42 } as const;
const pageBytes = 4096;
/** Room for a million packages; rpm itself makes a few pages. */
const maxSlotPages = 4096;
const headerBytes = 32;
const slotSize = 16;
const blockBytes = 16;
const blobHeaderBytes = 16;

interface Slot {
  readonly number: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** `undefined` for a free slot. */
function readSlot(file: DatabaseFile, at: number): Slot | undefined {
  const bytes = file.read(at, slotSize);
  if (bytes.readUInt32LE(0) !== magic.slot)
    throw new CaissonError('input.malformed', 'a slot of the rpm database is damaged');
  const number = bytes.readUInt32LE(4);
  if (number === 0) return undefined;
  return {
    number,
    offset: bytes.readUInt32LE(8) * blockBytes,
    sizeBytes: bytes.readUInt32LE(12) * blockBytes,
  };
}

function readBlob(file: DatabaseFile, { number, offset, sizeBytes }: Slot): Uint8Array {
  const header = file.read(offset, blobHeaderBytes);
  const length = header.readUInt32LE(12);
  if (
    header.readUInt32LE(0) !== magic.blob ||
    header.readUInt32LE(4) !== number ||
    blobHeaderBytes + length > sizeBytes
  )
    throw new CaissonError('input.malformed', 'a record of the rpm database is damaged');
  const blob = file.allocate(length);
  file.read(offset + blobHeaderBytes, length).copy(blob);
  return blob;
}

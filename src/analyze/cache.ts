import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Digest } from '#model/digest.ts';

/** Raised when the form of the cached records changes, or what the walk and the merge make of them; part of every key. */
const formatRevision = 4;
const defaultMaxBytes = 2 ** 30;
const maxRecordBytes = 2 ** 30;

/**
 * Results by content: `layers` by diffID, `inventories` by image id, both together with the analyzers' revisions, so that
 * a record is either right or not found. One file a record, written atomically: any number of processes may share the
 * directory, and what is damaged counts as not there. The caller keeps its size in bounds with `trim`.
 */
export interface ResultCache {
  read(kind: RecordKind, digest: Digest): unknown;
  write(kind: RecordKind, digest: Digest, record: unknown): void;
  /** Deletes the records that were not used for longest until the rest fits. */
  trim(maxBytes?: number): void;
}
type RecordKind = 'layers' | 'inventories';

/** A cache below `directory`; the key covers every analyzer and linker, so a changed one never meets an old record. */
export function openResultCache(
  directory: string,
  plugins: readonly Pick<Analyzer | Linker, 'id' | 'revision'>[],
  clock: () => Date,
): ResultCache {
  const revisions = plugins.map(({ id, revision }) => `${id}@${revision}`).sort();
  const key = sha256Hex([formatRevision, ...revisions].join('\n')).slice(0, 16);
  function pathOf(kind: RecordKind, digest: Digest): string {
    return join(directory, kind, `${digest.replace(':', '-')}.${key}.json.zst`);
  }
  return {
    read(kind, digest) {
      return readRecord(pathOf(kind, digest), clock);
    },
    write(kind, digest, record) {
      writeFileAtomic(pathOf(kind, digest), compress(record));
    },
    trim(maxBytes = defaultMaxBytes) {
      for (const kind of ['layers', 'inventories'] as const)
        trim(join(directory, kind), maxBytes / 2);
    },
  };
}

function compress(record: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(record), {
    params: {
      [constants.ZSTD_c_compressionLevel]: 3,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });
}

/** The record, or `undefined` when there is none or the file is damaged: then it is simply made again. */
function readRecord(path: string, clock: () => Date): unknown {
  if (!existsSync(path)) return undefined;
  try {
    const text = zstdDecompressSync(readFileSync(path), { maxOutputLength: maxRecordBytes });
    const record: unknown = JSON.parse(text.toString());
    touch(path, clock);
    return record;
  } catch {
    return undefined;
  }
}

/** Marks a record as used; best effort, since another process may have deleted it meanwhile. */
function touch(path: string, clock: () => Date): void {
  try {
    utimesSync(path, clock(), clock());
  } catch {
    // gone or read-only: it only loses its place in the order of deletion
  }
}

function trim(directory: string, maxBytes: number): void {
  if (!existsSync(directory)) return;
  const files = readdirSync(directory).flatMap((name) => statIfThere(join(directory, name)));
  let total = files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files.sort((a, b) => a.used - b.used)) {
    if (total <= maxBytes) return;
    rmSync(file.path, { force: true });
    total -= file.size;
  }
}

function statIfThere(path: string): { path: string; size: number; used: number }[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? [] : [{ path, size: stat.size, used: stat.mtimeMs }];
}

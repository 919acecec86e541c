import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { type FoundPart, pieces, readArchive } from './archive.ts';

const maxManifestBytes = 64 * 2 ** 20;

/** What a backup holds; the last part of the archive, `manifest.json`. */
const backupManifest = z.object({
  format: z.literal('caisson-backup/1'),
  time: z.number(),
  version: z.string().max(100),
  dialect: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.int()).max(10_000),
  /** Of the rows of the state: see `dumpHash`. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  tables: z
    .array(
      z.object({
        name: z.string().regex(/^\w+$/u),
        columns: z.array(z.string().regex(/^\w+$/u)),
        rows: z.int(),
      }),
    )
    .max(10_000),
  parts: z
    .array(z.object({ name: z.string().max(100), bytes: z.int(), sha256: z.string() }))
    .max(1_000_000),
});
export type BackupManifest = z.infer<typeof backupManifest>;

/** A backup whose every part is what its manifest says. */
export interface VerifiedBackup {
  readonly manifest: BackupManifest;
  readonly parts: readonly FoundPart[];
}

/** Checks every part of a backup against its manifest. Throws `input.malformed`, `integrity.digest-mismatch`. */
export async function verifyBackup(path: string): Promise<BackupManifest> {
  await using file = await openBackup(path);
  return (await readBackup(file)).manifest;
}

/** Throws `input.not-found`. */
export async function openBackup(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new CaissonError('input.not-found', `cannot read the backup "${path}"`, { cause });
  }
}

/** Reads every part of a backup and compares it with the manifest. Throws `input.malformed`, `integrity.digest-mismatch`. */
export async function readBackup(file: FileHandle): Promise<VerifiedBackup> {
  const all = await readArchive(file);
  const last = all.at(-1);
  if (last?.name !== 'manifest.json' || last.bytes > maxManifestBytes)
    throw new CaissonError('input.malformed', 'the backup has no manifest at its end');
  const parsed = backupManifest.safeParse(
    parseJson((await contentOf(file, last)).toString(), 'the manifest'),
  );
  if (!parsed.success)
    throw new CaissonError('input.malformed', 'the manifest of the backup is not of this format', {
      cause: parsed.error,
    });
  const parts = all.slice(0, -1);
  const told = parsed.data.parts.map(({ name, bytes, sha256 }) => `${name} ${bytes} ${sha256}`);
  const found = parts.map(({ name, bytes, sha256 }) => `${name} ${bytes} ${sha256}`);
  const wrong =
    found.find((line, at) => line !== told[at]) ??
    (told.length === found.length ? undefined : 'a part is missing');
  if (wrong !== undefined)
    throw new CaissonError(
      'integrity.digest-mismatch',
      `the backup is damaged: ${wrong.split(' ')[0] ?? ''}`,
      { hint: 'use another backup' },
    );
  return { manifest: parsed.data, parts };
}

/** The bytes of a part. */
export async function contentOf(file: FileHandle, { offset, bytes }: FoundPart): Promise<Buffer> {
  const found: Buffer[] = [];
  for await (const piece of pieces(file, offset, bytes)) found.push(piece);
  return Buffer.concat(found);
}

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '#kit/file.ts';
import { sha256 } from '#kit/hash.ts';

/** The variable that holds the key in place of the file: on machines that are thrown away after each run. */
export const keyVariable = 'CAISSON_FINGERPRINT_KEY';

const keyName = 'fingerprint.key';
const keyBytes = 32;

/**
 * 32 bytes that are the same in every run: with them the fingerprints of passwords cannot be guessed by those who read a
 * report. Made at the first use. Where nothing can be kept a key is made for this run alone: then fingerprints of passwords differ
 * from run to run.
 */
export function installationKey(directory: string, given: string | undefined): Uint8Array {
  if (given !== undefined && given !== '') return sha256(given);
  const path = join(directory, keyName);
  const known = readKey(path);
  if (known !== undefined) return known;
  const key = randomBytes(keyBytes);
  try {
    writeFileAtomic(path, `${key.toString('hex')}\n`);
  } catch {
    // A read-only home: the key serves this run.
  }
  return key;
}

function readKey(path: string): Uint8Array | undefined {
  if (!existsSync(path)) return undefined;
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  return key.length === keyBytes ? key : undefined;
}

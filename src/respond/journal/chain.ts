import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { formatJson, isRecord, parseJson } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';

/** One record of a chain: whoever changes, drops or reorders one breaks the hash of all that follow. */
export interface ChainEntry {
  /** From 1. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly body: JsonObject;
  /** Hash of the entry before it; `genesis` for the first. */
  readonly previous: string;
  /** SHA-256 over previous hash, sequence, time and body. */
  readonly hash: string;
}

/** What a new entry is made of. */
export interface ChainDraft {
  readonly time: number;
  readonly body: JsonObject;
  /** False: a crash of the machine may lose it. Otherwise it is on disk before `transact` returns. */
  readonly durable?: boolean;
}

/** An append-only, hash-chained log that several processes may share. */
export interface Chain {
  /**
   * Calls `decide` while nobody else can write, with the entries that were not shown yet, and appends what it returns. Throws
   * `integrity.digest-mismatch` when the log was changed, `host.io` when it cannot be written: then nothing was appended.
   */
  transact(decide: (fresh: readonly ChainEntry[]) => readonly ChainDraft[]): readonly ChainEntry[];
}

/** What the first entry names as its predecessor. */
const genesis = '0'.repeat(64);

/** The entry that follows `last`. */
export function nextEntry(last: ChainEntry | undefined, { time, body }: ChainDraft): ChainEntry {
  const sequence = (last?.sequence ?? 0) + 1;
  const previous = last?.hash ?? genesis;
  return { sequence, time, body, previous, hash: hashOf(previous, sequence, time, body) };
}

/** One line of a file, with its line break. */
export function formatEntry(entry: ChainEntry): string {
  return `${formatJson(entry)}\n`;
}

/** Reads a line and checks that it follows `last`. Throws `input.malformed` and `integrity.digest-mismatch`. */
export function parseEntry(line: string, last: ChainEntry | undefined): ChainEntry {
  const value = parseJson(line, 'an entry of the journal');
  if (!isRecord(value)) throw new CaissonError('input.malformed', 'an entry is no object');
  const { sequence, time, body, previous, hash } = value;
  if (typeof sequence !== 'number' || typeof time !== 'number' || !isRecord(body))
    throw new CaissonError('input.malformed', 'an entry of the journal is not complete');
  const made = nextEntry(last, { time, body: body as JsonObject });
  if (made.sequence !== sequence || made.previous !== previous || made.hash !== hash)
    throw new CaissonError(
      'integrity.digest-mismatch',
      `entry ${made.sequence} of the journal does not follow from the one before it`,
      { hint: 'somebody changed the file: keep it as evidence and start a new one' },
    );
  return made;
}

function hashOf(previous: string, sequence: number, time: number, body: JsonObject): string {
  return sha256Hex(`${previous}\n${sequence}\n${time}\n${formatJson(body)}`);
}

import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '#model/json-value.ts';
import { isReadable, type Mapping, mappingsOf, type Range, usedRanges } from './mappings.ts';
import { isFull } from './room.ts';

/** How much memory may still be kept, and until when. Shared by all processes of a container. */
export interface MemoryBudget {
  bytes: number;
  /** Once true nothing more is read. */
  isSpent: () => boolean;
}

/** What was kept of one process. */
export interface KeptMemory {
  readonly pid: number;
  readonly bytes: number;
  /** What stands where in the file, and what was left out. */
  readonly ranges: readonly JsonObject[];
  readonly gaps: readonly string[];
}

const chunkBytes = 2 * 2 ** 20;
const pageBytes = 4096;
const maxFailures = 16;

/** Copies of shared mappings that were kept already, by device, inode and place. */
export type KnownMappings = Map<string, JsonObject>;

/**
 * Copies the memory of a process to a file, range behind range. Pages that cannot be read are gaps. Throws only when the file
 * cannot be made.
 */
export async function keepMemory(
  pid: number,
  file: string,
  budget: MemoryBudget,
  at: { readonly proc: string; readonly known: KnownMappings },
): Promise<KeptMemory> {
  const mappings = mappingsOf(pid, at.proc).filter(isReadable);
  const source = await open(join(at.proc, String(pid), 'mem'), 'r');
  try {
    const target = await open(file, 'wx', 0o600);
    try {
      const copy = new MemoryCopy(pid, source, target, budget);
      for (const mapping of mappings) await copy.mapping(mapping, at);
      return copy.kept();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

class MemoryCopy {
  readonly #pid: number;
  readonly #source: FileHandle;
  readonly #target: FileHandle;
  readonly #budget: MemoryBudget;
  readonly #buffers = [Buffer.allocUnsafeSlow(chunkBytes), Buffer.allocUnsafeSlow(chunkBytes)];
  readonly #ranges: JsonObject[] = [];
  readonly #gaps: string[] = [];
  #written = 0;
  #turn = 0;
  #pending: Promise<unknown> = Promise.resolve();

  constructor(pid: number, source: FileHandle, target: FileHandle, budget: MemoryBudget) {
    this.#pid = pid;
    this.#source = source;
    this.#target = target;
    this.#budget = budget;
  }

  async mapping(
    mapping: Mapping,
    { proc, known }: { readonly proc: string; readonly known: KnownMappings },
  ): Promise<void> {
    const facts = factsOf(mapping);
    const key = sharedKey(mapping);
    const same = key === undefined ? undefined : known.get(key);
    if (mapping.used === 0) this.#ranges.push({ ...facts, untouched: true });
    else if (same !== undefined) this.#ranges.push({ ...facts, sameAs: same });
    else {
      if (key !== undefined) known.set(key, { pid: this.#pid, start: hex(mapping.start) });
      const { ranges, unknown } = usedRanges(this.#pid, proc, mapping);
      for (const range of ranges) await this.#range(range, facts);
      if (unknown !== undefined)
        this.#gap(unknown.start, 'is too large to look through', unknown.end);
    }
  }

  async kept(): Promise<KeptMemory> {
    await this.#pending;
    const { length } = this.#gaps;
    const gaps = length > 100 ? [...this.#gaps.slice(0, 100), `${length - 100} more`] : this.#gaps;
    return { pid: this.#pid, bytes: this.#written, ranges: this.#ranges, gaps };
  }

  async #range({ start, end }: Range, facts: JsonObject): Promise<void> {
    const before = this.#written;
    let failures = 0;
    let address = start;
    while (address < end && failures < maxFailures) {
      if (this.#budget.bytes <= 0 || this.#budget.isSpent()) break;
      const count = await this.#copy(
        address,
        Math.min(end - address, chunkBytes, this.#budget.bytes),
      );
      failures = count === 0 ? failures + 1 : 0;
      if (count === 0) this.#gap(address, 'cannot be read');
      address += count === 0 ? pageBytes : count;
    }
    if (address < end)
      this.#gap(address, failures > 0 ? 'cannot be read' : 'beyond the bounds', end);
    const size = this.#written - before;
    const place = { start: hex(start), end: hex(end), offset: before, size };
    this.#ranges.push({ ...facts, ...place });
  }

  /** Reads one part while the one before is written. */
  async #copy(address: number, length: number): Promise<number> {
    const buffer = this.#buffers[this.#turn] ?? Buffer.alloc(0);
    this.#turn = 1 - this.#turn;
    const count = await this.#read(buffer, address, length);
    await this.#pending;
    if (count === 0) return 0;
    const part = buffer.subarray(0, count);
    this.#pending = this.#write(part, this.#written);
    this.#written += count;
    this.#budget.bytes -= count;
    return count;
  }

  async #read(buffer: Buffer, address: number, length: number): Promise<number> {
    try {
      const { bytesRead } = await this.#source.read(buffer, 0, length, address);
      return bytesRead;
    } catch {
      // A page in the middle may be missing: what stands before it is still read.
      if (length <= pageBytes) return 0;
      return this.#read(buffer, address, pageBytes);
    }
  }

  async #write(part: Buffer, position: number): Promise<void> {
    try {
      await this.#target.write(part, 0, part.length, position);
    } catch (error) {
      if (!isFull(error)) throw error;
      this.#gaps.push(`memory of ${this.#pid}: the disk is full`);
      this.#budget.bytes = 0;
      this.#written = position;
    }
  }

  #gap(start: number, why: string, end = start + pageBytes): void {
    this.#gaps.push(`memory of ${this.#pid}: ${hex(start)}-${hex(end)} ${why}`);
  }
}

/** Mappings of a file that no process changed are the same in all of them. */
function sharedKey({ inode, device, offset, start, end, anonymous }: Mapping): string | undefined {
  if (inode === 0 || anonymous !== 0) return undefined;
  return `${device}/${inode}/${offset}/${end - start}`;
}

function factsOf({ start, end, permissions, path }: Mapping): JsonObject {
  return { start: hex(start), end: hex(end), permissions, path };
}

function hex(address: number): string {
  return address.toString(16);
}

import { closeSync, openSync } from 'node:fs';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { BoltFile, pageHeader } from './bolt-file.ts';

/** A bucket of a BoltDB file: values and further buckets by key, in the order of their bytes. */
export interface Bucket {
  value(key: string): Buffer | undefined;
  bucket(key: string): Bucket | undefined;
  /** All keys, at most `maxEntries`. */
  entries(): Iterable<BoltEntry>;
}
interface BoltEntry {
  readonly key: string;
  /** Absent for a bucket. */
  readonly value?: Buffer;
}

const elementBytes = 16;
const branchFlag = 1;
const leafFlag = 2;
const bucketFlag = 1;
const bucketHeader = 16;
const maxTreeDepth = 32;
const maxEntries = 200_000;
const maxTries = 5;

/**
 * Reads a BoltDB file (go.etcd.io/bbolt, file format 2) without taking its lock. Pages that a committed transaction reaches
 * are overwritten only after the next commit: when the newest meta page is the same before and after `read`, what it saw
 * is consistent; otherwise it is called again. Throws `input.malformed`, `limit.*`, `host.io`, `host.missing-privilege`.
 */
export function readBolt<Result>(path: string, read: (root: Bucket) => Result): Result {
  const fd = open(path);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const file = new BoltFile(fd, path);
      const outcome = tryRead(file, read);
      const isConsistent = file.isUnchanged();
      if (isConsistent && 'failure' in outcome) throw outcome.failure;
      if (isConsistent && 'result' in outcome) return outcome.result;
      if (attempt === maxTries)
        throw new CaissonError('host.io', `${quote(path)} changes faster than it can be read`);
    }
  } finally {
    closeSync(fd);
  }
}

function tryRead<Result>(
  file: BoltFile,
  read: (root: Bucket) => Result,
): { readonly result: Result } | { readonly failure: unknown } {
  try {
    return { result: read(bucketAt(file, file.root)) };
  } catch (failure) {
    return { failure };
  }
}

function bucketAt(file: BoltFile, root: bigint): Bucket {
  return new BoltBucket(file, () => file.page(root));
}

class BoltBucket implements Bucket {
  readonly #file: BoltFile;
  readonly #root: () => Buffer;

  constructor(file: BoltFile, root: () => Buffer) {
    this.#file = file;
    this.#root = root;
  }

  value(key: string): Buffer | undefined {
    const found = this.#find(key);
    return found?.isBucket === false ? found.value : undefined;
  }

  bucket(key: string): Bucket | undefined {
    const found = this.#find(key);
    if (found?.isBucket !== true) return undefined;
    if (found.value.length < bucketHeader) throw this.#file.malformed('a bucket without a header');
    const root = found.value.readBigUInt64LE(0);
    if (root !== 0n) return bucketAt(this.#file, root);
    const inline = found.value.subarray(bucketHeader);
    return new BoltBucket(this.#file, () => inline);
  }

  *entries(): Generator<BoltEntry, void, undefined> {
    let count = 0;
    for (const leaf of this.#leaves(this.#root(), 0)) {
      count += 1;
      if (count > maxEntries)
        throw new CaissonError('limit.entries', `${quote(this.#file.path)} has too many entries`);
      yield { key: leaf.key.toString('utf8'), ...(!leaf.isBucket && { value: leaf.value }) };
    }
  }

  *#leaves(page: Buffer, depth: number): Generator<Leaf, void, undefined> {
    if (depth > maxTreeDepth)
      throw new CaissonError('limit.depth', `${quote(this.#file.path)} is too deep`);
    if (kindOf(page) === leafFlag) {
      for (let at = 0; at < countOf(page); at += 1) yield this.#leaf(page, at);
      return;
    }
    for (let at = 0; at < countOf(page); at += 1)
      yield* this.#leaves(this.#file.page(this.#branch(page, at).page), depth + 1);
  }

  #find(key: string): Leaf | undefined {
    const wanted = Buffer.from(key);
    let page = this.#root();
    for (let depth = 0; depth <= maxTreeDepth; depth += 1) {
      const at = this.#lastNotAbove(page, wanted);
      if (kindOf(page) === leafFlag) {
        const leaf = at < 0 ? undefined : this.#leaf(page, at);
        return leaf?.key.equals(wanted) ? leaf : undefined;
      }
      page = this.#file.page(this.#branch(page, Math.max(at, 0)).page);
    }
    throw new CaissonError('limit.depth', `${quote(this.#file.path)} is too deep`);
  }

  /** The last element whose key is not greater than `wanted`, or -1: keys are sorted. */
  #lastNotAbove(page: Buffer, wanted: Buffer): number {
    const isLeaf = kindOf(page) === leafFlag;
    let [low, high] = [0, countOf(page)];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { key } = isLeaf ? this.#leaf(page, middle) : this.#branch(page, middle);
      if (key.compare(wanted) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #leaf(page: Buffer, index: number): Leaf {
    const at = this.#element(page, index);
    const from = at + page.readUInt32LE(at + 4);
    const keyEnd = from + page.readUInt32LE(at + 8);
    const end = keyEnd + page.readUInt32LE(at + 12);
    if (end > page.length) throw this.#file.malformed('an entry that leaves its page');
    return {
      isBucket: (page.readUInt32LE(at) & bucketFlag) !== 0,
      key: page.subarray(from, keyEnd),
      value: page.subarray(keyEnd, end),
    };
  }

  #branch(page: Buffer, index: number): { readonly key: Buffer; readonly page: bigint } {
    const at = this.#element(page, index);
    const from = at + page.readUInt32LE(at);
    const end = from + page.readUInt32LE(at + 4);
    if (end > page.length) throw this.#file.malformed('an entry that leaves its page');
    return { key: page.subarray(from, end), page: page.readBigUInt64LE(at + 8) };
  }

  #element(page: Buffer, index: number): number {
    const kind = kindOf(page);
    const at = pageHeader + index * elementBytes;
    const fits = page.length >= pageHeader && at + elementBytes <= page.length;
    if (!fits || (kind !== leafFlag && kind !== branchFlag))
      throw this.#file.malformed('a page that is no part of a tree');
    return at;
  }
}

interface Leaf {
  readonly isBucket: boolean;
  readonly key: Buffer;
  readonly value: Buffer;
}

function kindOf(page: Buffer): number {
  return page.length < pageHeader ? 0 : page.readUInt16LE(8) & (branchFlag | leafFlag);
}

function countOf(page: Buffer): number {
  return page.length < pageHeader ? 0 : page.readUInt16LE(10);
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'EACCES' || code === 'EPERM')
      throw new CaissonError('host.missing-privilege', `no permission to read ${quote(path)}`, {
        hint: 'run as root',
        cause,
      });
    throw new CaissonError('host.missing-feature', `there is no ${quote(path)}`, {
      cause,
      hint: 'start containerd, or name its root directory with CAISSON_CONTAINERD_ROOT',
    });
  }
}

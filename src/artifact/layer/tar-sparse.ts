import { CaissonError } from '#kit/error.ts';
import { tarSize } from './tar-header.ts';
import { type PaxRecords, paxNumber, paxValue } from './tar-pax.ts';

/** A stretch of a sparse file that the archive holds; what lies between stretches is zeros. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

const maxExtents = 100_000;

/**
 * The map of a sparse file in one of four forms (GNU tar manual, "Storing Sparse Files"): old GNU headers with extension
 * blocks, pax 0.0 and 0.1 with the map in records, pax 1.0 with the map as text before the content.
 */
export class SparseMap {
  readonly size: number;
  /** Whether the map's blocks count as stored content (pax 1.0). */
  readonly isStoredWithContent: boolean;
  readonly #extents: Extent[] = [];
  #isComplete = true;
  #tail = '';
  readonly #numbers: string[] = [];

  /** The map that a header and its pax records start, `undefined` for a plain file. Throws `input.malformed`. */
  static of(typeflag: string, block: Buffer, pax: PaxRecords): SparseMap | undefined {
    if (typeflag === 'S') return SparseMap.#ofOldGnu(block);
    if (pax.length === 0 || !pax.some(([key]) => key.startsWith('GNU.sparse.'))) return undefined;
    const size = paxValue(pax, 'GNU.sparse.realsize') ?? paxValue(pax, 'GNU.sparse.size');
    if (size === undefined) return undefined;
    const isText = paxValue(pax, 'GNU.sparse.major') === '1';
    const map = new SparseMap(paxNumber(size), isText);
    if (isText) map.#isComplete = false;
    else map.#append(extentsOfRecords(pax));
    return map;
  }

  static #ofOldGnu(block: Buffer): SparseMap {
    const map = new SparseMap(tarSize(block, 483, 12), false);
    map.#append(extentsOfBlock(block, 386, 4));
    map.#isComplete = block[482] === 0;
    return map;
  }

  private constructor(size: number, isStoredWithContent: boolean) {
    this.size = size;
    this.isStoredWithContent = isStoredWithContent;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get extents(): readonly Extent[] {
    return this.#extents;
  }

  /** A block of 512 bytes that continues the map. Throws `input.malformed`. */
  add(block: Buffer): void {
    if (this.isStoredWithContent) this.#addText(block);
    else {
      this.#append(extentsOfBlock(block, 0, 21));
      this.#isComplete = block[504] === 0;
    }
  }

  #addText(block: Buffer): void {
    const lines = (this.#tail + block.toString('latin1', 0, block.length)).split('\n');
    this.#tail = lines.pop() ?? '';
    for (const line of lines) {
      this.#numbers.push(line);
      const wanted = 1 + 2 * paxNumber(this.#numbers[0] ?? '');
      if (wanted > 2 * maxExtents) throw brokenMap();
      if (this.#numbers.length < wanted) continue;
      this.#append(pairs(this.#numbers.slice(1)));
      this.#isComplete = true;
      return;
    }
    if (this.#tail.length > 32) throw brokenMap();
  }

  #append(extents: readonly Extent[]): void {
    this.#extents.push(...extents);
    if (this.#extents.length > maxExtents) throw brokenMap();
  }
}

/** Extents must lie in order inside the file and take as many bytes as are stored. Throws `input.malformed`. */
export function checkExtents(extents: readonly Extent[], size: number, stored: number): void {
  let end = 0;
  let total = 0;
  for (const { offset, length } of extents) {
    if (offset < end || offset + length > size) throw brokenMap();
    end = offset + length;
    total += length;
  }
  if (total !== stored) throw brokenMap();
}

function extentsOfBlock(block: Buffer, at: number, count: number): readonly Extent[] {
  const extents: Extent[] = [];
  for (let base = at; base < at + count * 24; base += 24) {
    if (block[base] === 0 && block[base + 12] === 0) break;
    extents.push({ offset: tarSize(block, base, 12), length: tarSize(block, base + 12, 12) });
  }
  return extents;
}

function extentsOfRecords(pax: PaxRecords): readonly Extent[] {
  const map = paxValue(pax, 'GNU.sparse.map');
  if (map !== undefined) return pairs(map.split(','));
  const keys = new Set(['GNU.sparse.offset', 'GNU.sparse.numbytes']);
  return pairs(pax.filter(([key]) => keys.has(key)).map(([, value]) => value));
}

function pairs(numbers: readonly string[]): readonly Extent[] {
  if (numbers.length % 2 !== 0 || numbers.length > 2 * maxExtents) throw brokenMap();
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    offset: paxNumber(numbers[2 * index] ?? ''),
    length: paxNumber(numbers[2 * index + 1] ?? ''),
  }));
}

function brokenMap(): CaissonError {
  return new CaissonError('input.malformed', 'a sparse file in a tar has an impossible map');
}

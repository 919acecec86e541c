const width = 2048;
const depth = 4;
const slices = 8;

/**
 * How often keys occurred within a window that slides by eighths, in bounded memory (256 KiB): never too few, and too many by
 * at most `error` with 98 % certainty (Cormode and Muthukrishnan's count-min sketch).
 */
export class CountMin {
  private readonly sliceMs: number;
  private readonly tables = Array.from({ length: slices }, () => new Uint32Array(width * depth));
  private readonly totals = new Float64Array(slices);
  private newest = -Infinity;

  constructor(withinMs: number) {
    this.sliceMs = Math.max(1, withinMs / slices);
  }

  /** Counts `key` once more at a time in milliseconds. */
  add(key: string, time: number): void {
    const slice = this.turnTo(time);
    const table = this.tables[slice];
    if (table === undefined) return;
    for (const cell of cellsOf(key)) table[cell] = (table[cell] ?? 0) + 1;
    this.totals[slice] = (this.totals[slice] ?? 0) + 1;
  }

  estimate(key: string): number {
    const sums = cellsOf(key).map((cell) =>
      this.tables.reduce((sum, table) => sum + (table[cell] ?? 0), 0),
    );
    return Math.min(...sums);
  }

  /** By how much an estimate may be too high. */
  get error(): number {
    const total = this.totals.reduce((sum, each) => sum + each, 0);
    return Math.ceil((Math.E / width) * total);
  }

  /** The slice of a time; those that lie a window back are emptied. Late times count for now. */
  private turnTo(time: number): number {
    const now = Math.floor(time / this.sliceMs);
    if (now > this.newest) {
      const from = Math.max(this.newest + 1, now - slices + 1);
      for (let each = from; each <= now; each += 1) this.empty(((each % slices) + slices) % slices);
      this.newest = now;
    }
    return ((this.newest % slices) + slices) % slices;
  }

  private empty(slice: number): void {
    this.tables[slice]?.fill(0);
    this.totals[slice] = 0;
  }
}

/** One cell of each row, by two hashes (Kirsch and Mitzenmacher). */
function cellsOf(key: string): readonly number[] {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x85ebca6b) ^ (second >>> 13);
  }
  return Array.from(
    { length: depth },
    (_, row) => row * width + (((first + Math.imul(row, second | 1)) >>> 0) % width),
  );
}

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import { damaged } from './bytes.ts';
import { compareLines, parseLifecycle } from './lifecycle.ts';
import { openSegmentFile, textOf } from './segment-reader.ts';

/** Look-ups in the `eol` segment. */
export class LifecycleSegment implements Disposable {
  readonly #database: DatabaseSync;
  readonly #lines: StatementSync;

  constructor(path: string) {
    this.#database = openSegmentFile(path);
    this.#lines = this.#database.prepare('SELECT lines FROM lifecycle WHERE product = ?');
  }

  /** Newest line first; empty when the product is not known. */
  lifecyclesOf(product: string): readonly Lifecycle[] {
    const row = this.#lines.get(product);
    if (row === undefined) return [];
    const lines = parseJson(textOf(row['lines']), 'a stored lifecycle');
    if (!Array.isArray(lines)) throw damaged();
    return lines
      .flatMap((line: unknown) => (isRecord(line) ? (parseLifecycle(product, line) ?? []) : []))
      .sort(compareLines);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** Look-ups in the `rhel-products` segment. */
export class ProductSegment implements Disposable {
  readonly #database: DatabaseSync;
  readonly #cpes: StatementSync;

  constructor(path: string) {
    this.#database = openSegmentFile(path);
    this.#cpes = this.#database.prepare('SELECT cpes FROM product WHERE repository = ?');
  }

  /** CPE names, sorted; empty when the repository is not known. */
  productsOf(repository: string): readonly string[] {
    const row = this.#cpes.get(repository);
    return row === undefined ? [] : textOf(row['cpes']).split('\n');
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

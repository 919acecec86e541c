import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '#kit/file.ts';
import { sha256Hex } from '#kit/hash.ts';
import { formatJson, isRecord } from '#kit/json.ts';
import type { PostureSummary } from '#model/posture.ts';
import type { ScanReport } from '#model/report.ts';

/** What the last scan of each cluster or tree said, so that the next one can say what changed. */
export class PostureHistory {
  readonly #directory: string;

  /** `cacheDirectory` is the program's own; it is made when something is kept. */
  constructor(cacheDirectory: string) {
    this.#directory = join(cacheDirectory, 'posture');
  }

  /** The last summary of what is called so; `undefined` when there is none that can be read. */
  last(name: string): PostureSummary | undefined {
    try {
      const value: unknown = JSON.parse(readFileSync(this.#path(name), 'utf8'));
      // our own file: whoever can write there can do as they like anyway
      return isRecord(value) && value['method'] === 'points/1'
        ? (value as unknown as PostureSummary)
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps the summary of a report, without what it was compared with. Failure is no fault of the scan. */
  keep(name: string, { posture }: ScanReport): void {
    if (posture === undefined) return;
    const { change: _change, ...summary } = posture;
    try {
      mkdirSync(this.#directory, { recursive: true });
      writeFileAtomic(this.#path(name), Buffer.from(formatJson(summary)));
    } catch {
      // a full or read-only disk: the next scan has nothing to compare with
    }
  }

  #path(name: string): string {
    return join(this.#directory, `${sha256Hex(name).slice(0, 32)}.json`);
  }
}

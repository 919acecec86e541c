const maxKeys = 10_000;

/** What a limit held back. Times in milliseconds since the Unix epoch. */
export interface NoiseSummary {
  readonly rule: string;
  readonly workload: string;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

interface Bucket {
  readonly rule: string;
  readonly workload: string;
  started: number;
  passed: number;
  held: number;
  from: number;
  to: number;
}

/** Lets so many detections of one rule and workload through in a time, counts the others and tells them. */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  readonly #count: number;
  readonly #perMs: number;
  readonly #summaries: NoiseSummary[] = [];

  constructor(count: number, perMs: number) {
    this.#count = count;
    this.#perMs = perMs;
  }

  /** Whether a detection may pass. */
  pass(rule: string, workload: string, time: number): boolean {
    const bucket = this.#bucketOf(rule, workload, time);
    if (time - bucket.started >= this.#perMs) this.#restart(bucket, time);
    if (bucket.passed < this.#count) {
      bucket.passed += 1;
      return true;
    }
    bucket.from = bucket.held === 0 ? time : bucket.from;
    bucket.held += 1;
    bucket.to = time;
    return false;
  }

  /** What was held back until `time` and not told yet; of times that are not over, too, when `all`. */
  drain(time: number, all = false): readonly NoiseSummary[] {
    for (const [key, bucket] of this.#buckets) {
      if (!all && time - bucket.started < this.#perMs) continue;
      this.#tell(bucket);
      this.#buckets.delete(key);
    }
    return this.#summaries.splice(0);
  }

  #bucketOf(rule: string, workload: string, time: number): Bucket {
    const key = `${rule}\n${workload}`;
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const [oldest] = this.#buckets;
    if (this.#buckets.size >= maxKeys && oldest !== undefined) {
      this.#tell(oldest[1]);
      this.#buckets.delete(oldest[0]);
    }
    const made = { rule, workload, started: time, passed: 0, held: 0, from: time, to: time };
    this.#buckets.set(key, made);
    return made;
  }

  #restart(bucket: Bucket, time: number): void {
    this.#tell(bucket);
    bucket.started = time;
    bucket.passed = 0;
    bucket.held = 0;
  }

  #tell({ rule, workload, held, from, to }: Bucket): void {
    if (held > 0 && this.#summaries.length < maxKeys)
      this.#summaries.push({ rule, workload, count: held, from, to });
  }
}

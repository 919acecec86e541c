import { newUlid } from '#kit/ulid.ts';
import type { IngestLine } from '#wire/ingest.ts';

/** What gives way first when there is no room: raw events, then context, then what was detected. */
export type LinePriority = 'raw' | 'context' | 'detection';

/** Lines that were gathered, as one batch. */
export interface LineBatch {
  readonly id: string;
  readonly text: string;
  readonly lines: number;
  readonly priority: LinePriority;
}

const maxWaitingBytes = 32 * 2 ** 20;
const maxBatchBytes = 4 * 2 ** 20;

/** Gathers lines until they are taken as batches. Bounded: what does not fit any more is counted, raw events first. */
export class LineBuffer {
  readonly #clock: () => Date;
  #waiting: { readonly text: string; readonly priority: LinePriority }[] = [];
  #bytes = 0;
  #raw = 0;
  #shed = 0;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** Lines that were dropped, in all. */
  get shed(): number {
    return this.#shed;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(line: IngestLine, priority: LinePriority): void {
    // Environments hold passwords: they are never told, whatever they belong to.
    const text = JSON.stringify(line, (key, member: unknown) =>
      key === 'env' ? undefined : member,
    );
    if (this.#bytes + text.length > maxWaitingBytes && this.#raw > 0) this.#makeRoom();
    if (this.#bytes + text.length > maxWaitingBytes) {
      this.#shed += 1;
      return;
    }
    this.#bytes += text.length + 1;
    this.#waiting.push({ text, priority });
    if (priority === 'raw') this.#raw += 1;
  }

  /** The next batch in the order in which lines came; undefined when nothing waits. */
  take(): LineBatch | undefined {
    if (this.#waiting.length === 0) return undefined;
    let bytes = 0;
    let count = 0;
    for (const { text } of this.#waiting) {
      if (count > 0 && bytes + text.length > maxBatchBytes) break;
      bytes += text.length + 1;
      count += 1;
    }
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    this.#bytes -= bytes;
    this.#raw -= taken.filter(({ priority }) => priority === 'raw').length;
    return {
      id: newUlid(this.#clock().getTime()),
      text: taken.map(({ text }) => text).join('\n'),
      lines: count,
      priority: strongest(taken.map(({ priority }) => priority)),
    };
  }

  #makeRoom(): void {
    const kept = this.#waiting.filter(({ priority }) => priority !== 'raw');
    this.#shed += this.#waiting.length - kept.length;
    this.#waiting = kept;
    this.#raw = 0;
    this.#bytes = kept.reduce((all, { text }) => all + text.length + 1, 0);
  }
}

function strongest(priorities: readonly LinePriority[]): LinePriority {
  if (priorities.includes('detection')) return 'detection';
  return priorities.includes('context') ? 'context' : 'raw';
}

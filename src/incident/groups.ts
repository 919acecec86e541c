import type { Detection } from '#model/detection.ts';
import type { Draft } from './draft.ts';
import type { Place } from './place.ts';
import { lineOf, processKey } from './tree.ts';

const dayMs = 86_400_000;
const maxKeysOfDraft = 2000;

/** Where to look for the draft that a detection belongs to, and how long ago it may have been touched. */
interface Way {
  readonly key: string;
  readonly gapMs: number;
}

/** Finds drafts by process tree, container, pod, role and actor. */
export class Groups {
  readonly #drafts = new Map<string, Draft>();
  readonly #keys = new Map<Draft, Set<string>>();
  readonly #gapMs: number;

  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  /** The draft that is open and near enough; the same process tree counts for a day. */
  find(detection: Detection, place: Place, signature: string): Draft | undefined {
    for (const { key, gapMs } of this.#ways(detection, place, signature)) {
      const draft = this.#drafts.get(key);
      if (draft === undefined || isClosed(draft)) continue;
      if (Math.abs(detection.time - draft.updated) <= gapMs) return draft;
    }
    return undefined;
  }

  /** Makes a draft be found by what is known of a detection. */
  enter(draft: Draft, detection: Detection, place: Place, signature: string): void {
    const keys = this.#keys.get(draft) ?? new Set<string>();
    this.#keys.set(draft, keys);
    for (const { key } of this.#ways(detection, place, signature)) {
      if (keys.size >= maxKeysOfDraft) return;
      keys.add(key);
      this.#drafts.set(key, draft);
    }
  }

  leave(draft: Draft): void {
    for (const key of this.#keys.get(draft) ?? [])
      if (this.#drafts.get(key) === draft) this.#drafts.delete(key);
    this.#keys.delete(draft);
  }

  #ways({ process }: Detection, place: Place, signature: string): readonly Way[] {
    const { container, pod, role, actor } = place;
    const line = lineOf(process);
    const own = container === undefined ? line.slice(0, -1) : line;
    return [
      ...own.map((one) => ({ key: `process ${container ?? ''} ${processKey(one)}`, gapMs: dayMs })),
      ...(container === undefined ? [] : [{ key: `container ${container}`, gapMs: this.#gapMs }]),
      ...(pod === undefined ? [] : [{ key: `pod ${pod}`, gapMs: this.#gapMs }]),
      ...(role === undefined ? [] : [{ key: `role ${role}`, gapMs: this.#gapMs }]),
      ...(actor === undefined || pod !== undefined
        ? []
        : [{ key: `actor ${actor}`, gapMs: this.#gapMs }]),
      { key: `signature ${signature}`, gapMs: 7 * dayMs },
    ];
  }
}

function isClosed({ standing }: Draft): boolean {
  return standing.status === 'resolved' || standing.status === 'dismissed';
}

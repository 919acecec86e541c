import { BoundedMap } from './bounded-map.ts';
import type { RecordView } from './record-view.ts';
import { layout } from './wire.gen.ts';

const capacity = 65_536;
const firstVersion = 1;

/** Paths of cgroups by their kernfs ids, which count within one hierarchy. */
export class CgroupPaths {
  readonly #unified = new BoundedMap<number, string>(capacity);
  readonly #pids = new BoundedMap<number, string>(capacity);

  /** A CSN_CGROUP record; the length of its text was checked. */
  learn(view: RecordView, at: number): void {
    const { text } = layout;
    const path = view.bytes.toString(
      'latin1',
      at + text.size,
      at + text.size + view.u32(at + text.textLen),
    );
    const map = view.u32(at + text.wire) === firstVersion ? this.#pids : this.#unified;
    map.set(view.u64(at + text.id), path);
  }

  /** The path that says more: that of the pids controller where it has a hierarchy of its own, as containers are put there. */
  of(unified: number, pids: number): string | undefined {
    const first = pids === 0 ? undefined : this.#pids.get(pids);
    const second = this.#unified.get(unified);
    if (first === undefined || first === '/') return second ?? first;
    return first;
  }

  ofUnified(id: number): string | undefined {
    return this.#unified.get(id);
  }
}

import { BoundedMap } from './bounded-map.ts';

const maxNames = 8;

/** Names that DNS answers gave for addresses, per container: what a connection goes to in words. */
export class PeerNames {
  readonly #names: BoundedMap<string, readonly string[]>;

  constructor(capacity = 65_536) {
    this.#names = new BoundedMap(capacity);
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** `place` is the container's id or the cgroup; empty on the host. */
  learn(place: string, address: string, name: string): void {
    const key = `${place} ${address}`;
    const known = this.#names.get(key) ?? [];
    if (known[0] === name) return;
    this.#names.set(key, [name, ...known.filter((one) => one !== name)].slice(0, maxNames));
  }

  of(place: string, address: string): readonly string[] | undefined {
    return this.#names.get(`${place} ${address}`);
  }
}

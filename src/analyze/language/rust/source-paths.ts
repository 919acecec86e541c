import type { Component } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import { rustComponent } from './rust-component.ts';

/** Directory of crates.io in a Cargo home, by sparse and by git index; crates of other registries are not public names. */
const place =
  /registry[\\/]src[\\/](?:index\.crates\.io|github\.com)-[0-9a-f]{16}[\\/]([A-Za-z][A-Za-z0-9_-]{0,63}?)-(\d{1,6}\.\d{1,6}\.\d{1,6}(?:[-+][0-9A-Za-z.+-]{1,40})?)[\\/]/y;
const mark = 'registry';
const maxCrates = 5000;

/**
 * Crates that a Rust program names in the places of its panic messages: the sources of all that can panic, so most of what
 * was compiled in, but not all.
 */
export class SourcePaths {
  readonly #crates = new Map<string, { readonly name: string; readonly version: string }>();

  /** Looks through a piece of read-only data; text holds one byte a character. */
  add(text: string): void {
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) {
      place.lastIndex = at;
      const [, name, version] = place.exec(text) ?? [];
      if (name === undefined || version === undefined || this.#crates.size >= maxCrates) continue;
      this.#crates.set(`${name}@${version}`, { name, version });
    }
  }

  /** The crates in order of name. */
  *observations(location: Location): Iterable<Observation> {
    const sorted = [...this.#crates].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, crate] of sorted) {
      const component: Component = {
        ...rustComponent(crate, 'embedded', location),
        technique: 'binary-analysis',
        confidence: 0.6,
      };
      yield { type: 'component', component };
    }
  }
}

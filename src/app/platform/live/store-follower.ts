import { formatIncident } from '#incident/json.ts';
import { isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Incident } from '#model/detection.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';
import type { IncidentDecision, IngestLine } from '#wire/ingest.ts';
import { decided } from './decide.ts';

const atOnce = 500;

/**
 * The bridge between the state directory of a machine, which its watch and `caisson incident` share, and the platform. What changes
 * there is told, whoever changed it; what people decided on the platform is written there, where the watch takes it over. Needs a
 * connection of its own, as a store tells only of changes that others made.
 */
export class StoreFollower {
  readonly #store: RuntimeStore;
  /** Hashes of what was told. */
  readonly #told = new Map<string, string>();
  readonly #profiles = new Map<string, number>();
  #isFirst = true;

  constructor(store: RuntimeStore) {
    this.#store = store;
  }

  /** Incidents and profiles that changed since the last time. */
  changed(): readonly IngestLine[] {
    if (!this.#store.wasChanged && !this.#isFirst) return [];
    this.#isFirst = false;
    return [...this.#incidents(), ...this.#changedProfiles()];
  }

  /** Writes decisions into the store. One that stands there already has no effect. */
  apply(decisions: readonly IncidentDecision[]): void {
    const byIncident = Map.groupBy(decisions, ({ incident }) => incident);
    for (const [id, all] of byIncident)
      this.#store.alone(() => {
        const stored = this.#store.incidentsLike(id).find((one) => one.id === id);
        if (stored === undefined) return;
        const after = decided(stored, all);
        if (after !== stored) this.#store.saveIncident(after);
      });
    // Our own writes are no changes of others: what came of the decisions is told next time.
    if (byIncident.size > 0) this.#isFirst = true;
  }

  #incidents(): readonly IngestLine[] {
    return this.#store.incidents({ limit: atOnce }).flatMap((incident) => {
      const line = this.#lineOf(incident);
      return line === undefined ? [] : [line];
    });
  }

  #lineOf(incident: Incident): IngestLine | undefined {
    const text = formatIncident(incident);
    const hash = sha256Hex(text);
    if (this.#told.get(incident.id) === hash) return undefined;
    this.#told.set(incident.id, hash);
    const [oldest] = this.#told.keys();
    if (this.#told.size > 4 * atOnce && oldest !== undefined) this.#told.delete(oldest);
    const told = JSON.parse(text) as Record<string, unknown>;
    return { type: 'incident', incident: told };
  }

  #changedProfiles(): readonly IngestLine[] {
    const lines: IngestLine[] = [];
    for (const { name, body } of this.#profiles.size > 10_000 ? [] : this.#store.profiles()) {
      const profile = body as Record<string, unknown>;
      const updated = Number(profile['updated'] ?? 0);
      if (this.#profiles.get(name) === updated) continue;
      this.#profiles.set(name, updated);
      lines.push({ type: 'profile', name: name.slice(0, 512), profile });
    }
    return lines;
  }
}

/** What a full or locked store says is tried again. */
export function isPassing(error: unknown): boolean {
  return isCaissonError(error) || (error instanceof Error && 'errcode' in error);
}

import { formatIncident } from '#incident/json.ts';
import { isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
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
  /** Hashes of the texts of incidents that were told. */
  readonly #told = new Map<string, string>();
  /** When the profiles that were told were written. */
  readonly #profiles = new Map<string, number>();
  #isFirst = true;

  constructor(store: RuntimeStore) {
    this.#store = store;
  }

  /** Incidents and profiles that changed since the last time. When the store cannot be read, all are told the next time. */
  changed(): readonly IngestLine[] {
    if (!this.#store.wasChanged && !this.#isFirst) return [];
    try {
      const lines = [...this.#incidents(), ...this.#changedProfiles()];
      this.#isFirst = false;
      return lines;
    } catch (error) {
      this.#told.clear();
      this.#profiles.clear();
      this.#isFirst = true;
      throw error;
    }
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
    const changed = this.#store.unknownIncidents(atOnce, (id, text) => {
      const hash = sha256Hex(text);
      const isTold = this.#told.get(id) === hash;
      if (!isTold) this.#remember(id, hash);
      return isTold;
    });
    return changed.map((incident) => ({
      type: 'incident',
      incident: JSON.parse(formatIncident(incident)) as Record<string, unknown>,
    }));
  }

  #remember(id: string, hash: string): void {
    this.#told.set(id, hash);
    const [oldest] = this.#told.keys();
    if (this.#told.size > 4 * atOnce && oldest !== undefined) this.#told.delete(oldest);
  }

  #changedProfiles(): readonly IngestLine[] {
    const changed = this.#store.unknownProfiles((name, updated) => {
      const isTold = this.#profiles.get(name) === updated;
      this.#profiles.set(name, updated);
      return isTold;
    });
    return changed.map(({ name, body }) => ({
      type: 'profile',
      name: name.slice(0, 512),
      profile: body as Record<string, unknown>,
    }));
  }
}

/** What a full or locked store says is tried again. */
export function isFaultOfStore(error: unknown): boolean {
  return isCaissonError(error) || (error instanceof Error && 'errcode' in error);
}

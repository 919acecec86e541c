import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { IngestLine } from '#wire/ingest.ts';
import { type ActingPlaces, listActions } from '../../runtime/respond.ts';
import { actionToJson } from './action-json.ts';

const atOnce = 500;

/** Tells the actions of the journal of a machine, whoever asked for them: playbooks, the command line, the platform. */
export class ActionFollower {
  readonly #places: ActingPlaces;
  readonly #scope: Scope;
  readonly #told = new Map<string, string>();
  #seen = '';

  constructor(places: ActingPlaces, scope: Scope) {
    this.#places = places;
    this.#scope = scope;
  }

  /** Actions that changed since the last time. Throws `host.io`, and `integrity.digest-mismatch` where the journal was changed. */
  async changed(): Promise<readonly IngestLine[]> {
    const path = join(this.#places.stateDirectory, 'actions.jsonl');
    const stat = statSync(path, { throwIfNoEntry: false });
    const state = stat === undefined ? '' : `${stat.size} ${stat.mtimeMs}`;
    if (state === this.#seen) return [];
    this.#seen = state;
    const records = await listActions(this.#places, false, this.#scope);
    return records.slice(0, atOnce).flatMap((record) => {
      const action = JSON.parse(JSON.stringify(actionToJson(record))) as Record<string, unknown>;
      const hash = sha256Hex(JSON.stringify(action));
      if (this.#told.get(record.plan.id) === hash) return [];
      this.#told.set(record.plan.id, hash);
      return [{ type: 'action' as const, action }];
    });
  }
}

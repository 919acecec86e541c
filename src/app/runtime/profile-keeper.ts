import type { Scope } from '#contract/scope.ts';
import type { Profile } from '#model/profile.ts';
import { ProfileBook, type ProfileBookSettings } from '#profile/book.ts';
import { profileFromJson } from '#profile/json.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';
import { profileName } from './profiles.ts';

/** The profiles of a store, learnt on; what people change in the store meanwhile is taken over, never overwritten. */
export class ProfileKeeper {
  readonly book: ProfileBook;
  readonly #store: RuntimeStore;
  readonly #scope: Scope;

  constructor(store: RuntimeStore, settings: ProfileBookSettings, scope: Scope) {
    this.book = new ProfileBook(settings);
    this.#store = store;
    this.#scope = scope;
    for (const profile of this.#stored()) this.book.load(profile);
  }

  /** Saves what was learnt, and gives the dimensions that begin to speak because their gate has opened. */
  keep(): ReturnType<ProfileBook['promoteReady']> {
    try {
      return this.#store.alone(() => {
        const known = new Map(this.book.profiles.map((one) => [profileName(one), one]));
        for (const profile of this.#stored()) {
          const own = known.get(profileName(profile));
          if (own === undefined || profile.version > own.version) this.book.load(profile);
        }
        const promoted = this.book.promoteReady();
        for (const profile of this.book.profiles)
          this.#store.saveProfile(profileName(profile), profile);
        return promoted;
      });
    } catch (error) {
      this.#scope.log.warn('profiles cannot be kept', { reason: String(error) });
      return [];
    }
  }

  #stored(): readonly Profile[] {
    return this.#store.profiles().flatMap(({ name, body }) => {
      try {
        return [profileFromJson(body)];
      } catch (error) {
        this.#scope.log.warn('a stored profile cannot be used', { name, error: String(error) });
        return [];
      }
    });
  }
}

import { fieldOf, textOf } from '#kube/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import { compareVersions } from './version.ts';

/** What is remembered of an object: enough to tell whether something is news. */
export interface KnownObject {
  readonly uid: string;
  readonly version: string;
  /** The listing that showed it last. */
  listing: number;
}

/** What a state of an object is to somebody who knows the objects here. */
export type News = 'added' | 'modified' | 'replaced' | 'old';

/** All objects of a watch by name, without their content: about 200 bytes each. */
export class Known {
  readonly #objects = new Map<string, KnownObject>();

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): KnownObject | undefined {
    return this.#objects.get(key);
  }

  entries(): IterableIterator<[string, KnownObject]> {
    return this.#objects.entries();
  }

  /**
   * Takes in a state. `replaced`: one of this name went away unseen, and this is another. Of two states of one object the older
   * is `old`; with `isTruth` (a listing that asked the database) only an equal one is.
   */
  see(object: JsonObject, listing: number, isTruth: boolean): News {
    const { key, uid, version } = identityOf(object);
    const before = this.#objects.get(key);
    const news = newsOf(before, { uid, version }, isTruth);
    if (news !== 'old') this.#objects.set(key, { uid, version, listing });
    else if (before !== undefined) before.listing = Math.max(before.listing, listing);
    return news;
  }

  /** Forgets an object that is gone; false when it was not known, or is known in a later life. */
  forget(object: JsonObject): boolean {
    const { key, uid, version } = identityOf(object);
    const before = this.#objects.get(key);
    if (before === undefined || before.uid !== uid) return false;
    if ((compareVersions(version, before.version) ?? 0) < 0) return false;
    return this.#objects.delete(key);
  }

  drop(key: string): void {
    this.#objects.delete(key);
  }
}

function newsOf(
  before: KnownObject | undefined,
  now: { readonly uid: string; readonly version: string },
  isTruth: boolean,
): News {
  if (before === undefined) return 'added';
  if (before.version === now.version && before.uid === now.uid) return 'old';
  const order = compareVersions(now.version, before.version);
  if (!isTruth && order !== undefined && order <= 0) return 'old';
  return before.uid === now.uid ? 'modified' : 'replaced';
}

export interface Identity {
  /** `namespace/name`, `/name`. */
  readonly key: string;
  readonly uid: string;
  readonly version: string;
}

/** Fields of `metadata`; empty where they are absent. */
export function identityOf(object: JsonObject): Identity {
  const metadata = fieldOf(object, 'metadata');
  const namespace = textOf(fieldOf(metadata, 'namespace')) ?? '';
  return {
    key: `${namespace}/${textOf(fieldOf(metadata, 'name')) ?? ''}`,
    uid: textOf(fieldOf(metadata, 'uid')) ?? '',
    version: textOf(fieldOf(metadata, 'resourceVersion')) ?? '',
  };
}

import type { Permission } from '#wire/permission.ts';
import type { AnswerOf } from '#wire/routes.ts';

/** Who is signed in, and what they may do. */
export type Session = AnswerOf<'readSession'>;

/** The one thing that outlives a page without standing in its URL: who is signed in. */
class SessionStore {
  #session: Session | undefined;
  readonly #listeners = new Set<() => void>();

  readonly get = (): Session | undefined => this.#session;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  set(session: Session | undefined): void {
    this.#session = session;
    for (const listener of this.#listeners) listener();
  }
}

export const sessionStore = new SessionStore();

/** Goes into the header `x-csrf-token` of every write. */
export function csrfToken(): string {
  return sessionStore.get()?.csrf ?? '';
}

/** Whether the signed-in person holds a permission anywhere; the server decides, this only hides what would be refused. */
export function may(session: Session | undefined, permission: Permission): boolean {
  return session?.permissions.includes(permission) ?? false;
}

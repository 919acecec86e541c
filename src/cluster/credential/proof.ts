import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { ClientKeys } from '../config/connection.ts';

/** What proves who we are, as it is now. */
export interface Proof {
  /** Value of the `Authorization` header. */
  readonly authorization?: string;
  readonly keys?: ClientKeys;
}

/** Gives proofs; some are replaced while we run. */
export interface Credential {
  proof(scope: Scope): Promise<Proof>;
  /** The server did not accept a proof that it had from here. True when the next one may be another. */
  refuse(refused: Proof): boolean;
}

/** Throws `input.malformed` for what cannot stand in a header. */
export function bearer(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new CaissonError('input.malformed', 'the token holds characters that no token has');
  return `Bearer ${token}`;
}

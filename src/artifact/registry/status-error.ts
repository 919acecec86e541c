import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';

/** A refusal of a registry, without anything of its text: that could repeat what we sent. */
export interface Refusal {
  readonly status: number;
  /** What was wanted, as a person named it. */
  readonly what: string;
  readonly registry: string;
  /** Whether a login was sent. */
  readonly loggedIn: boolean;
  /** The error code of the registry, if it stated one. */
  readonly code?: string;
}

/** The error for an answer that is neither success nor worth another attempt. */
export function refusalError(refusal: Refusal): CaissonError {
  const { status, what, registry } = refusal;
  const reason = `${status}${refusal.code ? ` ${refusal.code}` : ''}`;
  const cannot = `cannot read ${quote(what)}`;
  const login = `run "docker login ${registry}" or give the login in the settings`;
  switch (status) {
    case 401:
      return new CaissonError(
        'access.unauthenticated',
        refusal.loggedIn
          ? `${cannot}: the registry refuses the login (${reason})`
          : `${cannot}: it does not exist or the registry wants a login (${reason})`,
        { hint: login },
      );
    case 403:
      return new CaissonError(
        'access.forbidden',
        `${cannot}: the registry forbids it (${reason})`,
        {
          hint: 'log in as somebody who may read it',
        },
      );
    case 404:
      return new CaissonError('input.not-found', `${quote(what)} is not there (${reason})`);
    case 429:
      return new CaissonError('access.rate-limited', `${cannot}: too many requests (${reason})`, {
        hint: `wait, use a mirror, or ${login}`,
      });
    default:
      return new CaissonError(
        status >= 500 || status === 408 ? 'access.unreachable' : 'input.unsupported',
        `${cannot}: the registry answers ${reason}`,
      );
  }
}

/** The first error code of a registry's answer (distribution specification, errors): one of its fixed words. */
export function errorCodeOf(document: unknown): string | undefined {
  if (!isRecord(document) || !Array.isArray(document['errors'])) return undefined;
  const first: unknown = document['errors'].at(0);
  const code = isRecord(first) ? first['code'] : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z_]{0,40}$/.test(code) ? code : undefined;
}

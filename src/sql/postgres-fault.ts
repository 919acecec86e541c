import { databaseFault } from '#contract/sql.ts';
import { CaissonError, type ErrorCode, isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';

/** SQLSTATE (PostgreSQL 15, appendix A), whole or its class, longest first. */
const codes: readonly (readonly [string, ErrorCode, string?])[] = [
  ['57014', 'limit.time', 'ask for less: a shorter time, one workload'],
  ['40001', 'state.conflict'],
  ['40P01', 'state.conflict'],
  ['42P07', 'state.conflict'],
  ['42501', 'access.forbidden', 'grant the user of the database what it needs'],
  ['25006', 'host.io', 'the server takes no writes: it may be a replica'],
  ['53300', 'access.unreachable', 'the server has no connection left: raise max_connections'],
  ['3D000', 'input.not-found', 'create the database first'],
  ['23', 'state.conflict'],
  ['28', 'access.unauthenticated', 'look at user and password'],
  ['53', 'host.io', 'the server is out of disk or memory; work continues by itself'],
  ['58', 'host.io', 'look at the server'],
  ['08', 'access.unreachable', 'is the server running, and is its address right?'],
  ['57P', 'access.unreachable', 'the server is stopping or starting; work continues by itself'],
];

/** What went wrong, with the code that callers decide by. The address, which may hold a password, is never told. */
export function postgresFault(error: unknown): CaissonError {
  if (isCaissonError(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  const state = sqlStateOf(error);
  if (state === undefined)
    return new CaissonError('access.unreachable', `${databaseFault}${text || 'not reachable'}`, {
      hint: 'is the server running, and is its address right?',
      cause: error,
    });
  const [, code, hint] = codes.find(([prefix]) => state.startsWith(prefix)) ?? [];
  return new CaissonError(code ?? 'internal.bug', `${databaseFault}${text} (${state})`, {
    ...(hint !== undefined && { hint }),
    cause: error,
  });
}

/** Whether the transaction lost against another and may be tried again. */
export function isLostRace(error: unknown): boolean {
  const state = isCaissonError(error) ? sqlStateOf(error.cause) : undefined;
  return state === '40001' || state === '40P01';
}

/** Errors of the connection have other codes (`ECONNREFUSED`), or none. */
function sqlStateOf(error: unknown): string | undefined {
  const code = isRecord(error) ? error['code'] : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/u.test(code) ? code : undefined;
}

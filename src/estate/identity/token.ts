import type { SqlDatabase, SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { numberOf, optionalNumberOf, textOf } from '../row.ts';
import { parseGrants, type StoredGrants } from './person.ts';

/** An API token as it is stored: never itself, only its hash. */
export interface StoredToken {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly grants: StoredGrants;
  /** Who made it. */
  readonly person: number;
  readonly created: number;
  readonly createdBy: string;
  readonly expires: number;
  readonly lastUsed?: number;
}

const maxTokens = 1000;
const useMs = 60_000;

/** Throws `limit.entries` when there are too many. */
export async function addToken(
  tx: SqlWriter,
  hash: string,
  token: Omit<StoredToken, 'id' | 'lastUsed'>,
): Promise<StoredToken> {
  const count = await tx.first('SELECT COUNT(*) AS n FROM api_token');
  if (numberOf(count, 'n') >= maxTokens)
    throw new CaissonError('limit.entries', `there are ${maxTokens} tokens already`);
  const { name, prefix, grants, person, created, createdBy, expires } = token;
  const row = await tx.first(
    `INSERT INTO api_token (hash, name, prefix, grants, person, created, created_by, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    [hash, name, prefix, JSON.stringify(grants), person, created, createdBy, expires],
  );
  return { ...token, id: numberOf(row, 'id') };
}

export async function tokenByHash(
  reader: SqlReader,
  hash: string,
  now: number,
): Promise<StoredToken | undefined> {
  const row = await reader.first('SELECT * FROM api_token WHERE hash = ? AND expires > ?', [
    hash,
    now,
  ]);
  return row === undefined ? undefined : toToken(row);
}

/** One that is still good. */
export async function tokenById(
  reader: SqlReader,
  id: number,
  now: number,
): Promise<StoredToken | undefined> {
  const row = await reader.first('SELECT * FROM api_token WHERE id = ? AND expires > ?', [id, now]);
  return row === undefined ? undefined : toToken(row);
}

export async function listTokens(reader: SqlReader): Promise<readonly StoredToken[]> {
  return (await reader.all(`SELECT * FROM api_token ORDER BY id LIMIT ${maxTokens}`)).map(toToken);
}

/** Throws `input.not-found`. */
export async function removeToken(tx: SqlWriter, id: number): Promise<StoredToken> {
  const row = await tx.first('DELETE FROM api_token WHERE id = ? RETURNING *', [id]);
  if (row === undefined) throw new CaissonError('input.not-found', `there is no token "${id}"`);
  return toToken(row);
}

/** Notes the use, at most once a minute. */
export async function useToken(
  database: SqlDatabase,
  token: StoredToken,
  now: number,
): Promise<void> {
  if (token.lastUsed !== undefined && now - token.lastUsed < useMs) return;
  await database.transaction((tx) =>
    tx.run('UPDATE api_token SET last_used = ? WHERE id = ?', [now, token.id]),
  );
}

function toToken(row: SqlRow): StoredToken {
  const lastUsed = optionalNumberOf(row, 'last_used');
  return {
    id: numberOf(row, 'id'),
    name: textOf(row, 'name'),
    prefix: textOf(row, 'prefix'),
    grants: parseGrants(textOf(row, 'grants')),
    person: numberOf(row, 'person'),
    created: numberOf(row, 'created'),
    createdBy: textOf(row, 'created_by'),
    expires: numberOf(row, 'expires'),
    ...(lastUsed !== undefined && { lastUsed }),
  };
}

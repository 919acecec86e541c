import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';

/** Opens what `--store` names: a `postgres://` address, or the path of a SQLite file, whose directory is made when it is missing. */
export async function openDatabase(where: string, scope: Pick<Scope, 'log'>): Promise<SqlDatabase> {
  if (isPostgres(where)) return openPostgres(where, scope);
  if (where === '' || /^[a-z]+:\/\//iu.test(where))
    throw new CaissonError('usage.invalid-argument', 'the store is neither a path nor postgres://');
  await makeDirectoryOf(where);
  return openSqlite(where);
}

/** Whether `where` is an address of PostgreSQL. */
function isPostgres(where: string): boolean {
  return /^postgres(?:ql)?:\/\//u.test(where);
}

async function makeDirectoryOf(path: string): Promise<void> {
  if (path === ':memory:') return;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CaissonError('host.io', `cannot make the directory of "${path}"`, {
      hint: 'the directory must be writable',
      cause,
    });
  }
}

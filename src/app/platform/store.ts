import type { Scope } from '#contract/scope.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { openDatabase } from '#sql/open-database.ts';

/** The database of an installation by itself, whatever its schema. */
export function openStore(where: string, scope: Pick<Scope, 'log'>): Promise<SqlDatabase> {
  return openDatabase(where, scope);
}

import type { SqlDatabase } from '#contract/sql.ts';
import { addOneTime, dropOneTimes } from '#estate/identity/one-time.ts';
import { isAdministrated } from '#estate/identity/person.ts';
import { hashSecret, newSecret } from '#identity/secret.ts';

const dayMs = 86_400_000;

/**
 * The token that makes the first administrator; undefined when there is one already. It works once and for a day, and a
 * new start makes the older ones worthless.
 */
export function firstRunToken(
  database: SqlDatabase,
  clock: () => Date,
): Promise<string | undefined> {
  return database.transaction(async (tx) => {
    await dropOneTimes(tx, 'first');
    if (await isAdministrated(tx)) return undefined;
    const secret = newSecret('first');
    const now = clock().getTime();
    await addOneTime(tx, { kind: 'first', hash: hashSecret(secret), expires: now + dayMs }, now);
    return secret;
  });
}

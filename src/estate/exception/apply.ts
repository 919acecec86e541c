import type { SqlDatabase, SqlWriter } from '#contract/sql.ts';
import { noDue } from '../finding/clock.ts';
import { noteAll } from '../finding/history.ts';
import { settleCounters, takeCensus } from '../finding/tally.ts';
import { packTraits, traitsOf } from '../finding/traits.ts';
import { numberOf, optionalNumberOf, textOf } from '../row.ts';
import { type Candidate, faultsOf, readCandidates } from './candidates.ts';
import { coverOf, exceptionsByRule } from './cover.ts';
import { placedAt, placesOfAssets } from './places.ts';
import { activeExceptions, type StoredException } from './record.ts';

const atOnce = 500;

/**
 * Brings the findings that are known by these names to what the active exceptions say of them now, in transactions of at most
 * 500 findings. Answers how many changed.
 */
export async function applyExceptions(
  database: SqlDatabase,
  names: readonly string[],
  now: number,
): Promise<number> {
  const faults = await faultsOf(database, names);
  let [changed, after, size] = [0, 0, atOnce];
  while (size === atOnce) {
    const done = await database.transaction((tx) => applySome(tx, faults, after, now));
    changed += done.changed;
    after = done.last;
    size = done.size;
  }
  return changed;
}

async function applySome(
  tx: SqlWriter,
  faults: readonly number[],
  after: number,
  now: number,
): Promise<{ readonly changed: number; readonly last: number; readonly size: number }> {
  const candidates = await readCandidates(tx, { faults }, after, atOnce);
  const exceptions = exceptionsByRule(await activeExceptions(tx));
  const places = await placesOfAssets(
    tx,
    candidates.map(({ asset }) => asset),
  );
  const moved: { readonly one: Candidate; readonly by: StoredException | undefined }[] = [];
  for (const one of candidates) {
    const by = coverOf(exceptions, one.covered, placedAt(places, one.asset), now);
    if (isMoved(one, by)) moved.push({ one, by });
  }
  const result = {
    changed: moved.length,
    last: candidates.at(-1)?.id ?? 0,
    size: candidates.length,
  };
  if (moved.length === 0) return result;
  const census = await takeCensus(tx, [...new Set(moved.map(({ one }) => one.asset))]);
  await tx.runMany(
    'UPDATE finding SET state = ?, exception = ?, traits = ?, due_order = ?, breached = 0, version = version + 1 WHERE id = ?',
    moved.map(({ one, by }) => valuesOf(one, by)),
  );
  await settleCounters(tx, census, now);
  await noteAll(
    tx,
    moved.map(({ one, by }) => ({
      finding: one.id,
      words: by === undefined ? 'its exception has ended' : `accepted: ${by.reason}`,
    })),
    { by: 'caisson', now },
  );
  return result;
}

/** What the scan itself states (excepted, by no exception of ours) stays. */
function isMoved({ row }: Candidate, by: StoredException | undefined): boolean {
  const [state, exception] = [textOf(row, 'state'), textOf(row, 'exception')];
  if (state === 'excepted' && exception === '') return false;
  return exception !== (by?.id ?? '');
}

function valuesOf(
  { id, row }: Candidate,
  by: StoredException | undefined,
): readonly (string | number)[] {
  const state = by === undefined ? 'open' : 'excepted';
  const traits = packTraits({ ...traitsOf(numberOf(row, 'traits')), state, breached: 'false' });
  const due = by === undefined ? (optionalNumberOf(row, 'due_at') ?? noDue) : noDue;
  return [state, by?.id ?? '', traits, due, id];
}

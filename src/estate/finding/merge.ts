import type { SqlWriter } from '#contract/sql.ts';
import { numberOf, textOf } from '../row.ts';
import { startClock } from './clock.ts';
import { renamedRows } from './rename.ts';
import { changeOf, fixOf, type RowChange, told } from './row-change.ts';
import type { AssetState, MergedFinding, MergeOptions, StagedFinding } from './staged.ts';
import { valuesOf, written } from './written.ts';

/**
 * Brings the findings of an asset to what `staged` says: new ones are opened, those that vanished are fixed, those that come back
 * are reopened, and everything else is changed only where it differs. The same input again changes nothing. Counters and the
 * change log are the caller's.
 */
export async function mergeFindings(
  tx: SqlWriter,
  asset: AssetState,
  staged: readonly StagedFinding[],
  options: MergeOptions,
): Promise<readonly MergedFinding[]> {
  const rows = await tx.all(
    `SELECT f.id, fingerprint, first_seen, f.kind, last_seen, p.title AS title, p.rule AS rule, ${written.map((name) => `f.${name}`).join(', ')}
     FROM finding f LEFT JOIN problem p ON p.id = f.problem WHERE asset = ?`,
    [asset.id],
  );
  const unique = new Map(staged.map((one) => [one.fingerprint, one]));
  const known = renamedRows(rows, unique);
  await tx.runMany(
    'UPDATE finding SET fingerprint = ? WHERE id = ?',
    known.flatMap(({ row, fingerprint }) =>
      fingerprint === textOf(row, 'fingerprint') ? [] : [[fingerprint, numberOf(row, 'id')]],
    ),
  );
  const stored = new Map(known.map(({ row, fingerprint }) => [fingerprint, row]));
  const opened = [...unique.values()].filter(({ fingerprint }) => !stored.has(fingerprint));
  const kept = [...unique.values()].filter(({ fingerprint }) => stored.has(fingerprint));
  await insertAll(tx, asset, opened, options);
  const changed = kept.flatMap((one) => changeOf(stored.get(one.fingerprint), one, asset, options));
  const gone = known.filter(({ fingerprint }) => !unique.has(fingerprint));
  const fixed = gone.flatMap(({ row }) => fixOf(row, asset, options));
  await updateAll(tx, [...changed, ...fixed]);
  const merged = [...changed, ...fixed].flatMap(({ what }) => (what === undefined ? [] : [what]));
  return [...(await openedOf(tx, asset, opened)), ...merged];
}

async function insertAll(
  tx: SqlWriter,
  asset: AssetState,
  opened: readonly StagedFinding[],
  options: MergeOptions,
): Promise<void> {
  const columns = ['fingerprint', 'asset', 'kind', 'first_seen', 'last_seen', ...written];
  await tx.runMany(
    `INSERT INTO finding (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    opened.map((one) => {
      const clock = startClock({}, one.tier, options.now);
      const values = valuesOf(one, asset, options, {
        clock,
        state: one.accepted === undefined ? 'open' : 'excepted',
        facts: '{}',
      });
      return [
        one.fingerprint,
        asset.id,
        one.kind,
        options.now,
        options.now,
        ...written.map((name) => values[name]),
      ];
    }),
  );
}

async function updateAll(tx: SqlWriter, changes: readonly RowChange[]): Promise<void> {
  if (changes.length === 0) return;
  const sets = written.map((name) => `${name} = ?`).join(', ');
  await tx.runMany(
    `UPDATE finding SET ${sets}, last_seen = ?, version = version + 1 WHERE id = ?`,
    changes.map(({ id, values, lastSeen }) => [
      ...written.map((name) => values[name]),
      lastSeen,
      id,
    ]),
  );
}

async function openedOf(
  tx: SqlWriter,
  asset: AssetState,
  opened: readonly StagedFinding[],
): Promise<readonly MergedFinding[]> {
  const news = opened.filter(({ accepted }) => accepted === undefined);
  if (news.length === 0) return [];
  const rows = await tx.all('SELECT id, fingerprint FROM finding WHERE asset = ?', [asset.id]);
  const ids = new Map(rows.map((row) => [textOf(row, 'fingerprint'), numberOf(row, 'id')]));
  return news.map((one) => told(ids.get(one.fingerprint) ?? 0, one, 'opened', one.title));
}

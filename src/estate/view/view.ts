import type { SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { idOf, numberOf, textOf } from '../row.ts';

/** A page of the console with its filters, under a name. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly page: string;
  readonly search: string;
  readonly shared: boolean;
  /** Name of whose it is. */
  readonly owner: string;
}

const maxOwn = 200;
const maxListed = 1000;

/** The own views, and those that others share. */
export async function listViews(reader: SqlReader, owner: string): Promise<readonly SavedView[]> {
  const rows = await reader.all(
    `SELECT * FROM saved_view WHERE owner = ? OR shared = 1 ORDER BY id LIMIT ${maxListed}`,
    [owner],
  );
  return rows.map(toView);
}

/** Throws `limit.entries`. */
export async function addView(
  tx: SqlWriter,
  owner: string,
  view: Omit<SavedView, 'id'>,
  now: number,
): Promise<SavedView> {
  const count = await tx.first('SELECT COUNT(*) AS n FROM saved_view WHERE owner = ?', [owner]);
  if (numberOf(count, 'n') >= maxOwn)
    throw new CaissonError('limit.entries', `there are ${maxOwn} views already`);
  const row = await tx.first(
    `INSERT INTO saved_view (owner, owner_name, name, page, search, shared, created) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *`,
    [owner, view.owner, view.name, view.page, view.search, view.shared ? 1 : 0, now],
  );
  return toView(row);
}

/** Only one's own. Throws `input.not-found`. */
export async function removeView(tx: SqlWriter, owner: string, id: number): Promise<void> {
  if ((await tx.run('DELETE FROM saved_view WHERE id = ? AND owner = ?', [id, owner])) === 0)
    throw new CaissonError('input.not-found', `there is no view "${id}"`);
}

function toView(row: SqlRow | undefined): SavedView {
  return {
    id: idOf(row),
    name: textOf(row, 'name'),
    page: textOf(row, 'page'),
    search: textOf(row, 'search'),
    shared: numberOf(row, 'shared') !== 0,
    owner: textOf(row, 'owner_name'),
  };
}

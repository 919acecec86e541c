import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import { numberOf, storable, textOf } from '../row.ts';
import type { MergedFinding } from './staged.ts';

const most = 200;

/** Writes what a scan or a reassessment did to findings. */
export async function writeHistory(
  tx: SqlWriter,
  merged: readonly MergedFinding[],
  now: number,
): Promise<void> {
  const words = { opened: 'first seen', reopened: 'seen again', fixed: 'no longer there' } as const;
  await noteAll(
    tx,
    merged.map(({ id, what, text }) => ({
      finding: id,
      words: what === 'updated' ? text : words[what],
    })),
    { by: 'caisson', now },
  );
}

/** Writes one line each. */
export async function noteAll(
  tx: SqlWriter,
  notes: readonly { readonly finding: number; readonly words: string }[],
  { by, now }: { readonly by: string; readonly now: number },
): Promise<void> {
  if (notes.length === 0) return;
  await tx.runMany(
    'INSERT INTO finding_history (finding, moment, author, words) VALUES (?, ?, ?, ?)',
    notes.map(({ finding, words }) => [finding, now, storable(by, 200), storable(words, 2500)]),
  );
}

/** What happened to a finding, newest first. */
export async function readHistory(
  reader: SqlReader,
  finding: number,
): Promise<readonly { readonly time: number; readonly by: string; readonly text: string }[]> {
  const rows = await reader.all(
    'SELECT moment, author, words FROM finding_history WHERE finding = ? ORDER BY id DESC LIMIT ?',
    [finding, most],
  );
  return rows.map((row) => ({
    time: numberOf(row, 'moment'),
    by: textOf(row, 'author'),
    text: textOf(row, 'words'),
  }));
}

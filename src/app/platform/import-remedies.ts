import type { SqlDatabase, SqlValue } from '#contract/sql.ts';
import { type Interned, intern } from '#estate/finding/intern.ts';
import { storable } from '#estate/finding/row.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { RemediationAction } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';

const remedyTable: Interned = {
  table: 'remedy',
  key: 'digest',
  columns: ['kind', 'title', 'commands', 'effort'],
};

/**
 * Row ids of the actions of a report's plan, by the fingerprints that each removes. The same order to a person is one row in
 * however many assets: what it says beside (numbers of packages) is left out.
 */
export async function internRemedies(
  database: SqlDatabase,
  report: ScanReport,
): Promise<ReadonlyMap<string, number>> {
  const rows = new Map<string, readonly SqlValue[]>();
  const remedies = new Map<string, string>();
  for (const action of report.plan?.actions ?? []) {
    const values = remedyRow(action, report);
    const digest = sha256Hex(JSON.stringify(values));
    rows.set(digest, values);
    for (const fingerprint of action.removes)
      if (!remedies.has(fingerprint)) remedies.set(fingerprint, digest);
  }
  if (rows.size === 0) return new Map();
  const ids = await intern(database, remedyTable, rows);
  return new Map([...remedies].map(([fingerprint, digest]) => [fingerprint, ids.get(digest) ?? 0]));
}

function remedyRow(action: RemediationAction, report: ScanReport): readonly SqlValue[] {
  const commands = action.commands.slice(0, 20).map((one) => storable(one, 500));
  return [
    action.kind,
    storable(titleOf(action, report), 300),
    JSON.stringify(commands),
    Math.max(1, Math.floor(action.effort)),
  ];
}

function titleOf({ kind, title }: RemediationAction, { inventory }: ScanReport): string {
  const name = /^(?:rebuild|rebase) on ([^:]+(?::[^\s:]+)?)/u.exec(title)?.[1];
  if (kind === 'rebase' || name !== undefined) return name ?? title;
  if (kind === 'os-upgrade' && inventory.os !== undefined) return inventory.os.title;
  return title;
}

import type { SqlReader } from '#contract/sql.ts';
import { optionalTextOf, textOf } from '#estate/row.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';

/**
 * Tells which stored findings a scan could not see: where it had no advisories, or could not read what they were found in. They
 * are not gone. Answers by the fingerprint of the stored finding; undefined where the scan saw everything.
 */
export async function stillHidden(
  reader: SqlReader,
  asset: number,
  report: ScanReport,
): Promise<(fingerprint: string) => boolean> {
  const gaps = [...report.gaps, ...report.inventory.gaps];
  const isBlind =
    report.database.origin === 'none' || gaps.some(({ reason }) => reason === 'no-advisories');
  const paths = unreadPaths(gaps);
  if (!isBlind && paths.size === 0) return () => false;
  const rows = await reader.all(
    `SELECT f.fingerprint AS fingerprint, f.kind AS kind, o.path AS path FROM finding f
     JOIN problem p ON p.id = f.problem LEFT JOIN occurrence o ON o.component = p.component AND o.asset = f.asset
     WHERE f.asset = ? AND f.state <> 'fixed'`,
    [asset],
  );
  const hidden = new Set(
    rows
      .filter(
        (row) =>
          (isBlind && textOf(row, 'kind') === 'vulnerability') ||
          paths.has(optionalTextOf(row, 'path') ?? ''),
      )
      .map((row) => textOf(row, 'fingerprint')),
  );
  return (fingerprint) => hidden.has(fingerprint);
}

const unread: ReadonlySet<Gap['reason']> = new Set<Gap['reason']>([
  'malformed',
  'too-large',
  'unreadable',
  'timed-out',
  'crashed',
]);

function unreadPaths(gaps: readonly Gap[]): ReadonlySet<string> {
  return new Set(
    gaps.filter(({ reason }) => unread.has(reason)).map(({ location }) => location.path),
  );
}

import type { SqlDatabase, SqlValue, SqlWriter } from '#contract/sql.ts';
import { type Interned, intern } from '#estate/finding/intern.ts';
import { storable } from '#estate/row.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Finding } from '#model/finding.ts';
import type { RemediationAction } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';

const remedyTable: Interned = {
  table: 'remedy',
  key: 'digest',
  columns: ['kind', 'title', 'commands', 'effort'],
};

/** What closes findings of a report. */
export interface ReportRemedies {
  /** Row ids by the fingerprints that each removes. */
  readonly closing: ReadonlyMap<string, number>;
  /** How many findings the new versions of a remedy bring into the asset, by row id. */
  readonly introduces: ReadonlyMap<number, number>;
}

/**
 * Makes the rows of the actions of a report's plan, and of those for findings that a plan says nothing of: changes of manifests
 * and network policies. The same order to a person is one row in however many assets: what it says beside (numbers of
 * packages) is left out.
 */
export async function internRemedies(
  database: SqlDatabase,
  report: ScanReport,
): Promise<ReportRemedies> {
  const rows = new Map<string, readonly SqlValue[]>();
  const closing = new Map<string, string>();
  const brings = new Map<string, number>();
  for (const action of report.plan?.actions ?? []) {
    const digest = add(rows, remedyRow(action, report));
    brings.set(digest, (brings.get(digest) ?? 0) + action.introduces.length);
    for (const fingerprint of action.removes)
      if (!closing.has(fingerprint)) closing.set(fingerprint, digest);
  }
  for (const [fingerprint, row] of ownRemedies(report, closing))
    closing.set(fingerprint, add(rows, row));
  const ids =
    rows.size === 0 ? new Map<string, number>() : await intern(database, remedyTable, rows);
  return {
    closing: new Map([...closing].map(([one, digest]) => [one, ids.get(digest) ?? 0])),
    introduces: new Map([...brings].map(([digest, n]) => [ids.get(digest) ?? 0, n])),
  };
}

/** Brings what the remedies of an asset would introduce to what its last plan says. */
export async function writeCosts(
  tx: SqlWriter,
  asset: number,
  { introduces }: ReportRemedies,
): Promise<void> {
  await tx.run('DELETE FROM remedy_cost WHERE asset = ?', [asset]);
  await tx.runMany(
    'INSERT INTO remedy_cost (remedy, asset, introduces) VALUES (?, ?, ?)',
    [...introduces].filter(([, n]) => n > 0).map(([remedy, n]) => [remedy, asset, n]),
  );
}

function add(rows: Map<string, readonly SqlValue[]>, values: readonly SqlValue[]): string {
  const digest = sha256Hex(JSON.stringify(values));
  rows.set(digest, values);
  return digest;
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

/** Orders that findings give which no action of the plan closes. */
function* ownRemedies(
  report: ScanReport,
  closed: ReadonlyMap<string, string>,
): Iterable<readonly [string, readonly SqlValue[]]> {
  for (const { finding } of report.findings) {
    const row = closed.has(finding.fingerprint) ? undefined : ownRemedyRow(finding, report);
    if (row !== undefined) yield [finding.fingerprint, row];
  }
}

/** Effort of a change in a manifest and of a new version, as plans count it. */
const effort = { manifest: 3, bump: 2 } as const;

/** The order that a finding itself gives. A plan that is there and is silent has tried and found nothing. */
function ownRemedyRow(finding: Finding, { plan }: ScanReport): readonly SqlValue[] | undefined {
  if (finding.kind === 'misconfiguration') {
    const { remediation } = finding.fault;
    const isNetwork = /network ?polic/iu.test(`${finding.rule} ${finding.title.slice(0, 300)}`);
    const kind = isNetwork ? 'network-policy' : 'manifest';
    return [kind, storable(firstLine(remediation) || finding.title, 300), '[]', effort.manifest];
  }
  if (finding.kind !== 'vulnerability' || plan !== undefined) return undefined;
  const { fixedVersion, component } = finding.vulnerability;
  if (fixedVersion === undefined) return undefined;
  return ['bump', storable(`upgrade ${component.name} to ${fixedVersion}`, 300), '[]', effort.bump];
}

function firstLine(text: string): string {
  return text.slice(0, 1000).split('\n', 1)[0]?.trim().replace(/\.$/u, '') ?? '';
}

function titleOf({ kind, title }: RemediationAction, { inventory }: ScanReport): string {
  const name = /^(?:rebuild|rebase) on ([^:]+(?::[^\s:]+)?)/u.exec(title)?.[1];
  if (kind === 'rebase' || name !== undefined) return name ?? title;
  if (kind === 'os-upgrade' && inventory.os !== undefined) return inventory.os.title;
  return title;
}

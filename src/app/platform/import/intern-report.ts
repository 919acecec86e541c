import type { SqlDatabase, SqlValue } from '#contract/sql.ts';
import { type Interned, intern } from '#estate/finding/intern.ts';
import { storable } from '#estate/row.ts';
import { sha256Hex } from '#kit/hash.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { faultKey, purlKey } from './keys.ts';
import { problemColumns, problemRow } from './problem.ts';
import { internRemedies, type ReportRemedies } from './remedies.ts';

const componentTable: Interned = {
  table: 'component',
  key: 'purl',
  columns: ['name', 'version', 'ecosystem', 'license'],
};
const faultTable: Interned = {
  table: 'vulnerability',
  key: 'identity',
  columns: ['kind', 'rule', 'folded'],
};
const problemTable: Interned = {
  table: 'problem',
  key: 'identity',
  columns: problemColumns,
};

/** Row ids of all that the findings and components of a report refer to. */
export interface ReportIds {
  /** By purl. */
  readonly components: ReadonlyMap<string, number>;
  /** By `faultKey`. */
  readonly faults: ReadonlyMap<string, number>;
  /** By the fingerprint of the report. */
  readonly problems: ReadonlyMap<string, number>;
  /** What closes them, by the fingerprint of the report. */
  readonly remedies: ReportRemedies;
}

/** Makes the rows that many assets share, before the transaction of the asset itself. */
export async function internReport(database: SqlDatabase, report: ScanReport): Promise<ReportIds> {
  const findings = report.findings.map(({ finding }) => finding);
  const components = await intern(database, componentTable, componentRows(report));
  const faults = await intern(
    database,
    faultTable,
    new Map(findings.map((one) => [faultKey(one), faultRow(one)])),
  );
  const rows = new Map<string, readonly SqlValue[]>();
  const identities = new Map<string, string>();
  for (const finding of findings) {
    const values = problemRow(finding, (one) => components.get(purlKey(one)));
    const identity = sha256Hex(JSON.stringify(values));
    rows.set(identity, values);
    identities.set(finding.fingerprint, identity);
  }
  const ids = await intern(database, problemTable, rows);
  const problems = [...identities].map(
    ([fingerprint, identity]) => [fingerprint, ids.get(identity) ?? 0] as const,
  );
  const remedies = await internRemedies(database, report);
  return { components, faults, problems: new Map(problems), remedies };
}

function faultRow({ kind, rule }: Finding): readonly SqlValue[] {
  return [kind, storable(rule, 300), storable(rule, 300).toLowerCase()];
}

function componentRows({
  inventory,
  findings,
}: ScanReport): ReadonlyMap<string, readonly SqlValue[]> {
  const rows = new Map<string, readonly SqlValue[]>();
  const mentioned = findings.flatMap(({ finding }) => componentOfFinding(finding) ?? []);
  for (const component of [...inventory.components, ...mentioned]) {
    const licenses = (component.licenses ?? []).flatMap(
      ({ expression, raw }) => expression ?? raw ?? [],
    );
    rows.set(purlKey(component), [
      storable(component.name, 300),
      storable(component.version, 200),
      component.ecosystem,
      storable([...new Set(licenses)].join(' AND '), 500),
    ]);
  }
  return rows;
}

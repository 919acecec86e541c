import type { ReactNode } from 'react';
import { type RowOf, useRead, useRows } from '../../api/hooks.ts';
import { Badge, Severity, Tier } from '../../parts/badges.tsx';
import { bareColumn, loadedColumn, numberColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { isFiltered } from '../../parts/facet.ts';
import { FilteredList } from '../../parts/filtered-list.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { useRowIds } from '../../parts/row-ids.ts';
import { NoRows } from '../../parts/states.tsx';
import { addressOf, useGo, useSort, useView } from '../../parts/view.ts';
import { numberText, percentText } from '../../parts/words.ts';
import { findingFilter, findingQuery } from '../findings/finding-filter.ts';

type Vulnerability = RowOf<'listVulnerabilities'>;
type Row = Vulnerability & { readonly id: string };
const filter = { ...findingFilter, search: 'CVE, package, title' };
const sorts = ['risk', 'assets', 'severity'] as const;

const columns: readonly GridColumn<Row>[] = [
  bareColumn('Tier', (row) => <Tier tier={row.tier} />, { width: 74, priority: 1, sort: 'risk' }),
  bareColumn('Fault', (row) => <Fault row={row} />, { width: 230, grow: 3, priority: 1 }),
  bareColumn('Severity', (row) => <Severity severity={row.severity} />, {
    width: 106,
    priority: 2,
    sort: 'severity',
  }),
  numberColumn('Places', (row) => row.assets, { width: 74, priority: 1, sort: 'assets' }),
  numberColumn('Running', (row) => row.running, { width: 62, priority: 3 }),
  loadedColumn({ width: 74, priority: 1 }),
  numberColumn('Fixable', (row) => `${numberText(row.fixable)} of ${numberText(row.findings)}`, {
    width: 84,
    priority: 3,
  }),
  numberColumn('CVSS', (row) => row.cvss?.toFixed(1) ?? '', { width: 56, priority: 4 }),
  numberColumn('EPSS', (row) => (row.epss === undefined ? '' : percentText(row.epss)), {
    width: 60,
    priority: 3,
  }),
];

/** Each fault once, however many places have it. */
export function Page(): ReactNode {
  const view = useView();
  const query = findingQuery(view);
  const sorting = useSort(sorts);
  const found = useRows('listVulnerabilities', { query: { ...query, sort: sorting.sort } });
  const counts = useRead('countFindings', { query });
  const go = useGo();
  const rows = useRowIds(found, idOf);
  return (
    <div className="page">
      <PageHead
        title="Vulnerabilities"
        about="Each fault once, with how often it is there, runs, and was loaded."
      />
      <FilteredList
        filter={filter}
        counts={counts.data?.facets}
        fresh={{ kinds: ['finding.'], reads: ['listVulnerabilities', 'countFindings'] }}
      >
        <DataGrid
          label="Vulnerabilities"
          columns={columns}
          rows={rows}
          {...sorting}
          onOpen={(row) => go(addressOf('/findings', { rule: row.rule }))}
          empty={<NoRows isFiltered={isFiltered(view, filter)} reason="nothing-found" />}
        />
      </FilteredList>
    </div>
  );
}

function idOf(row: Vulnerability): string {
  return `${row.kind} ${row.rule}`;
}

function Fault({ row }: { readonly row: Row }): ReactNode {
  return (
    <div className="two">
      <span className="row tight">
        <bdi className="strong">{visible(row.rule)}</bdi>
        {row.exploited ? <Badge tone="critical">exploited</Badge> : undefined}
        {row.ransomware ? <Badge tone="critical">ransomware</Badge> : undefined}
      </span>
      <bdi title={row.title}>{visible(row.title)}</bdi>
    </div>
  );
}

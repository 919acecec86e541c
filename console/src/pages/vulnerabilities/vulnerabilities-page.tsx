import { type ReactNode, useState } from 'react';
import { type RowOf, type Rows, useRead, useRows } from '../../api/hooks.ts';
import { Badge, Severity, Tier } from '../../parts/badges.tsx';
import { bareColumn, loadedColumn, numberColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { Facets, FilterBar } from '../../parts/filter-bar.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { addressOf, useGo, useView } from '../../parts/view.ts';
import { percentText } from '../../parts/words.ts';
import {
  chipFacets,
  findingFacets,
  findingFlags,
  findingQuery,
} from '../findings/finding-filter.ts';
import { FlagFacet } from '../findings/flag-facet.tsx';

type Row = RowOf<'listVulnerabilities'> & { readonly id: string };
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
  numberColumn('Running', (row) => row.running, { width: 74, priority: 3 }),
  loadedColumn({ width: 74, priority: 1 }),
  numberColumn('Fixable', (row) => row.fixable, { width: 74, priority: 3 }),
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
  const sort = sorts.find((one) => one === view.one('sort')) ?? 'risk';
  const found = useRows('listVulnerabilities', { query: { ...query, sort } });
  const counts = useRead('countFindings', { query });
  const go = useGo();
  const [isFolded, setFolded] = useState(true);
  const rows = withIds(found);
  return (
    <div className="page">
      <PageHead
        title="Vulnerabilities"
        about="Each fault once, with how often it is there, runs, and was loaded."
      />
      <FilterBar
        search="CVE, package, title"
        facets={chipFacets}
        isOpen={!isFolded}
        onFold={() => setFolded(!isFolded)}
      />
      <FreshBar kinds={['finding.']} reads={['listVulnerabilities', 'countFindings']} />
      <div className="with-facets">
        <Facets
          facets={findingFacets}
          counts={counts.data?.facets}
          isFolded={isFolded}
          before={<FlagFacet flags={findingFlags} counts={counts.data?.facets} />}
        />
        <DataGrid
          label="Vulnerabilities"
          columns={columns}
          rows={rows}
          sort={sort}
          onSort={(next) => view.change({ sort: next === 'risk' ? undefined : next })}
          onOpen={(row) => go(addressOf('/findings', { rule: row.rule }))}
          empty={<EmptyState reason={view.text === '' ? 'nothing-found' : 'filter-too-narrow'} />}
        />
      </div>
    </div>
  );
}

function withIds(rows: Rows<RowOf<'listVulnerabilities'>>): Rows<Row> {
  return { ...rows, rows: rows.rows.map((row) => ({ ...row, id: `${row.kind} ${row.rule}` })) };
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

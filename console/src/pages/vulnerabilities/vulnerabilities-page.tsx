import { type ReactNode, useState } from 'react';
import { type RowOf, type Rows, useRead, useRows } from '../../api/hooks.ts';
import { Badge, Severity, Tier } from '../../parts/badges.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { Facets, FilterBar } from '../../parts/filter-bar.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { addressOf, useGo, useView } from '../../parts/view.ts';
import { numberText, percentText } from '../../parts/words.ts';
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
  {
    id: 'tier',
    title: 'Tier',
    width: '74px',
    min: 74,
    priority: 1,
    sort: 'risk',
    cell: (row) => <Tier tier={row.tier} />,
  },
  {
    id: 'fault',
    title: 'Fault',
    width: '3fr',
    min: 230,
    priority: 1,
    cell: (row) => <Fault row={row} />,
  },
  {
    id: 'severity',
    title: 'Severity',
    width: '106px',
    min: 106,
    priority: 2,
    sort: 'severity',
    cell: (row) => <Severity severity={row.severity} />,
  },
  {
    id: 'assets',
    title: 'Places',
    width: '74px',
    min: 74,
    priority: 1,
    sort: 'assets',
    isNumber: true,
    cell: (row) => numberText(row.assets),
    label: 'Places',
  },
  {
    id: 'running',
    title: 'Running',
    width: '74px',
    min: 74,
    priority: 3,
    isNumber: true,
    cell: (row) => numberText(row.running),
    label: 'Running',
  },
  {
    id: 'loaded',
    title: 'Loaded',
    width: '74px',
    min: 74,
    priority: 1,
    isNumber: true,
    cell: (row) => (
      <b className={row.loaded > 0 ? 'tone-high' : 'tone-quiet'}>{numberText(row.loaded)}</b>
    ),
    label: 'Loaded',
  },
  {
    id: 'fixable',
    title: 'Fixable',
    width: '74px',
    min: 74,
    priority: 3,
    isNumber: true,
    cell: (row) => numberText(row.fixable),
    label: 'Fixable',
  },
  {
    id: 'cvss',
    title: 'CVSS',
    width: '56px',
    min: 56,
    priority: 4,
    isNumber: true,
    cell: (row) => row.cvss?.toFixed(1) ?? '',
    label: 'CVSS',
  },
  {
    id: 'epss',
    title: 'EPSS',
    width: '60px',
    min: 60,
    priority: 3,
    isNumber: true,
    cell: (row) => (row.epss === undefined ? '' : percentText(row.epss)),
    label: 'EPSS',
  },
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

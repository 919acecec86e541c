import { type ReactNode, useState } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Badge, Exposure, Tally } from '../../parts/badges.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Facet, Facets, FilterBar } from '../../parts/filter-bar.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { placeText, workloadHref } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
import { useGo, useView } from '../../parts/view.ts';
import { FlagFacet } from '../findings/flag-facet.tsx';
import { Watched } from './watched.tsx';

type Workload = RowOf<'listWorkloads'>;
const sorts = ['risk', 'name', 'seen'] as const;
const facets: readonly Facet[] = [
  {
    name: 'exposure',
    title: 'Reachable from',
    values: ['internet', 'cluster', 'isolated', 'unknown'],
  },
];
const flags = [['gone', 'Also those that are gone']] as const;
const chips: readonly Facet[] = [
  ...facets,
  { name: 'gone', title: 'Gone', values: ['true'], words: { true: 'shown too' } },
  { name: 'cluster', title: 'Cluster', values: [] },
  { name: 'namespace', title: 'Namespace', values: [] },
];

const columns: readonly GridColumn<Workload>[] = [
  {
    id: 'name',
    title: 'Workload',
    width: '3fr',
    min: 200,
    priority: 1,
    sort: 'name',
    cell: (row) => <Named workload={row} />,
  },
  {
    id: 'findings',
    title: 'Open findings',
    width: '2fr',
    min: 180,
    priority: 1,
    sort: 'risk',
    cell: (row) => <Tally counts={row.findings} />,
    label: 'Open findings',
  },
  {
    id: 'incidents',
    title: 'Incidents',
    width: '72px',
    min: 72,
    priority: 2,
    isNumber: true,
    cell: (row) => (
      <span className={row.openIncidents > 0 ? 'tone-critical strong' : 'quiet'}>
        {row.openIncidents}
      </span>
    ),
    label: 'Open incidents',
  },
  {
    id: 'exposure',
    title: 'Reachable from',
    width: '112px',
    min: 112,
    priority: 2,
    cell: (row) => <Exposure exposure={row.exposure} />,
    label: 'Reachable from',
  },
  {
    id: 'watched',
    title: 'Watched',
    width: '124px',
    min: 124,
    priority: 3,
    cell: (row) => <Watched watched={row.watched} profile={row.profile} />,
    label: 'Watched',
  },
  {
    id: 'running',
    title: 'Running',
    width: '66px',
    min: 66,
    priority: 4,
    isNumber: true,
    cell: (row) => `${row.running}/${row.replicas}`,
    label: 'Running',
  },
];

/** What runs, the most dangerous first. */
export function Page(): ReactNode {
  const view = useView();
  const go = useGo();
  const [isFolded, setFolded] = useState(true);
  const sort = sorts.find((one) => one === view.one('sort')) ?? 'risk';
  const query = {
    q: view.one('q'),
    exposure: view.many('exposure') as ('internet' | 'cluster' | 'isolated' | 'unknown')[],
    cluster: view.one('cluster'),
    namespace: view.one('namespace'),
    sort,
    ...(view.one('gone') === 'true' ? { gone: 'true' as const } : {}),
  };
  const rows = useRows('listWorkloads', { query });
  return (
    <div className="page">
      <PageHead
        title="Workloads"
        about="What runs here, whether it can be reached, what is wrong with it, and whether it is watched."
      />
      <FilterBar
        search="Name or image"
        facets={chips}
        isOpen={!isFolded}
        onFold={() => setFolded(!isFolded)}
      />
      <FreshBar kinds={['asset.']} reads={['listWorkloads']} />
      <div className="with-facets">
        <Facets
          facets={facets}
          counts={undefined}
          isFolded={isFolded}
          before={<FlagFacet flags={flags} counts={undefined} />}
        />
        <DataGrid
          label="Workloads"
          columns={columns}
          rows={rows}
          sort={sort}
          onSort={(next) => view.change({ sort: next === 'risk' ? undefined : next })}
          onOpen={(row) => go(workloadHref(row.id))}
          empty={<NoWorkloads isFiltered={view.text !== ''} />}
        />
      </div>
    </div>
  );
}

function Named({ workload }: { readonly workload: Workload }): ReactNode {
  return (
    <div className="two">
      <span>
        <bdi className="strong" title={visible(workload.name)}>
          {visible(workload.name)}
        </bdi>{' '}
        {workload.privileged ? <Badge tone="high">privileged</Badge> : undefined}{' '}
        {workload.gone ? <Badge>gone</Badge> : undefined}
      </span>
      <bdi title={visible(workload.image?.name ?? '')}>
        {visible([workload.kind, placeText(workload.place)].filter(Boolean).join(' · '))}
      </bdi>
    </div>
  );
}

function NoWorkloads(props: { readonly isFiltered: boolean }): ReactNode {
  if (props.isFiltered) return <EmptyState reason="filter-too-narrow" />;
  return (
    <EmptyState
      reason="nothing-scanned"
      title="Nothing is known to run"
      text="As soon as a container engine of this machine answers, or a cluster is added, its workloads stand here."
    />
  );
}

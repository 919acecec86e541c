import { type ReactNode, useState } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Badge, Exposure, Tally } from '../../parts/badges.tsx';
import { alarmColumn, bareColumn, column, numberColumn } from '../../parts/columns.tsx';
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
  bareColumn('Workload', (row) => <Named workload={row} />, {
    width: 200,
    grow: 3,
    priority: 1,
    sort: 'name',
  }),
  column('Open findings', (row) => <Tally counts={row.findings} />, {
    width: 180,
    grow: 2,
    priority: 1,
    sort: 'risk',
  }),
  alarmColumn('Incidents', (row) => row.openIncidents, {
    width: 72,
    priority: 2,
    label: 'Open incidents',
    tone: 'critical',
  }),
  column('Reachable from', (row) => <Exposure exposure={row.exposure} />, {
    width: 112,
    priority: 2,
  }),
  column('Watched', (row) => <Watched watched={row.watched} profile={row.profile} />, {
    width: 124,
    priority: 3,
  }),
  numberColumn('Running', (row) => `${row.running}/${row.replicas}`, { width: 66, priority: 4 }),
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

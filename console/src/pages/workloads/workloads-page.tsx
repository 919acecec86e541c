import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Badge, Exposure, Tally } from '../../parts/badges.tsx';
import { alarmColumn, bareColumn, column, numberColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import {
  exposureFacet,
  exposures,
  type Filter,
  isFiltered,
  singleFacets,
} from '../../parts/facet.ts';
import { FilteredList } from '../../parts/filtered-list.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { placeText, workloadHref } from '../../parts/places.ts';
import { NoRows } from '../../parts/states.tsx';
import { useGo, useSort, useView } from '../../parts/view.ts';
import { Watched } from './watched.tsx';

type Workload = RowOf<'listWorkloads'>;
const sorts = ['risk', 'name', 'seen'] as const;
const filter: Filter = {
  search: 'Name or image',
  facets: [exposureFacet],
  flags: [['gone', 'Also those that are gone']],
  others: [
    { name: 'gone', title: 'Gone', values: ['true'], words: { true: 'shown too' } },
    ...singleFacets('cluster', 'namespace'),
  ],
};

const columns: readonly GridColumn<Workload>[] = [
  bareColumn('Workload', (row) => <Named workload={row} />, {
    width: 200,
    grow: 3,
    priority: 1,
    sort: 'name',
  }),
  column(
    'Open findings',
    (row) => <Tally counts={row.findings} isKnown={row.image?.scanned !== undefined} />,
    {
      width: 180,
      grow: 2,
      priority: 1,
      sort: 'risk',
    },
  ),
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
  const sorting = useSort(sorts);
  const query = {
    q: view.one('q'),
    exposure: view.among('exposure', exposures),
    cluster: view.one('cluster'),
    namespace: view.one('namespace'),
    sort: sorting.sort,
    ...(view.one('gone') === 'true' ? { gone: 'true' as const } : {}),
  };
  const rows = useRows('listWorkloads', { query });
  return (
    <div className="page">
      <PageHead
        title="Workloads"
        about="What runs here, whether it can be reached, what is wrong with it, and whether it is watched."
      />
      <FilteredList filter={filter} fresh={{ kinds: ['asset.'], reads: ['listWorkloads'] }}>
        <DataGrid
          label="Workloads"
          columns={columns}
          rows={rows}
          {...sorting}
          onOpen={(row) => go(workloadHref(row.id))}
          empty={
            <NoRows
              isFiltered={isFiltered(view, filter)}
              reason="nothing-scanned"
              title="Nothing is known to run"
              text="As soon as a container engine of this machine answers, or a cluster is added, its workloads stand here."
            />
          }
        />
      </FilteredList>
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

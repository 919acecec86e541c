import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Tally } from '../../parts/badges.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Facet, FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';
import { HostPanel } from './host-panel.tsx';
import { PlaceTabs } from './place-tabs.tsx';
import { SensorState } from './sensor-state.tsx';

type Host = RowOf<'listHosts'>;
const chips: readonly Facet[] = [{ name: 'cluster', title: 'Cluster', values: [] }];

const columns: readonly GridColumn<Host>[] = [
  {
    id: 'name',
    title: 'Host',
    width: '3fr',
    min: 200,
    priority: 1,
    cell: (row) => <Named host={row} />,
  },
  {
    id: 'sensor',
    title: 'Sensor',
    width: '96px',
    min: 96,
    priority: 1,
    cell: (row) => <SensorState sensor={row.sensor} />,
    label: 'Sensor',
  },
  {
    id: 'findings',
    title: 'Open findings',
    width: '2fr',
    min: 180,
    priority: 1,
    cell: (row) => <Tally counts={row.findings} />,
    label: 'Open findings',
  },
  {
    id: 'containers',
    title: 'Containers',
    width: '80px',
    min: 80,
    priority: 3,
    isNumber: true,
    cell: (row) => numberText(row.containers),
    label: 'Containers',
  },
  {
    id: 'lost',
    title: 'Lost events',
    width: '84px',
    min: 84,
    priority: 2,
    isNumber: true,
    cell: (row) => (
      <span className={row.lost > 0 ? 'tone-medium strong' : 'quiet'}>{numberText(row.lost)}</span>
    ),
    label: 'Lost events',
  },
  {
    id: 'seen',
    title: 'Last seen',
    width: '116px',
    min: 116,
    priority: 2,
    cell: (row) => <Time at={row.lastSeen} />,
    label: 'Last seen',
  },
];

/** Hosts: what they are, whether they are watched, and what is wrong with them. */
export function Page(): ReactNode {
  const view = useView();
  const rows = useRows('listHosts', { query: { q: view.one('q'), cluster: view.one('cluster') } });
  const openId = view.one('open');
  return (
    <div className="page">
      <PageHead
        title="Hosts and clusters"
        about="The machines that containers run on. A host without a sensor is seen only by scans."
      />
      <PlaceTabs at="hosts" />
      <FilterBar search="Name, system" facets={chips} />
      <DataGrid
        label="Hosts"
        columns={columns}
        rows={rows}
        openId={openId}
        onOpen={(row) => view.change({ open: row.id }, openId === undefined ? 'push' : 'replace')}
        empty={
          view.one('q') === undefined && view.one('cluster') === undefined ? (
            <EmptyState
              reason="nothing-scanned"
              title="No host is known"
              text="`caisson up` looks at its own machine by itself; other hosts appear with their first report."
            />
          ) : (
            <EmptyState reason="filter-too-narrow" />
          )
        }
      />
      {openId === undefined ? undefined : (
        <HostPanel id={openId} onClose={() => view.change({ open: undefined })} />
      )}
    </div>
  );
}

function Named({ host }: { readonly host: Host }): ReactNode {
  return (
    <div className="two">
      <bdi className="strong" title={visible(host.name)}>
        {visible(host.name)}
      </bdi>
      <bdi>{visible([host.os, host.kernel, host.cluster].filter(Boolean).join(' · '))}</bdi>
    </div>
  );
}

import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Tally } from '../../parts/badges.tsx';
import { alarmColumn, bareColumn, column, numberColumn, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Filter, isFiltered, singleFacets } from '../../parts/facet.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { NoRows } from '../../parts/states.tsx';
import { useOpenRow, useView } from '../../parts/view.ts';
import { HostPanel } from './host-panel.tsx';
import { PlaceTabs } from './place-tabs.tsx';
import { SensorState } from './sensor-state.tsx';

type Host = RowOf<'listHosts'>;
const filter: Filter = { search: 'Name, system', others: singleFacets('cluster') };

const columns: readonly GridColumn<Host>[] = [
  bareColumn('Host', (row) => <Named host={row} />, { width: 200, grow: 3, priority: 1 }),
  column('Sensor', (row) => <SensorState sensor={row.sensor} />, { width: 96, priority: 1 }),
  column(
    'Open findings',
    (row) => <Tally counts={row.findings} isKnown={row.scanned !== undefined} />,
    {
      width: 180,
      grow: 2,
      priority: 1,
    },
  ),
  numberColumn('Containers', (row) => row.containers, { width: 80, priority: 3 }),
  alarmColumn('Lost events', (row) => row.lost, { width: 84, priority: 2, tone: 'medium' }),
  timeColumn('Last seen', (row) => row.lastSeen, { width: 116, priority: 2 }),
];

/** Hosts: what they are, whether they are watched, and what is wrong with them. */
export function Page(): ReactNode {
  const view = useView();
  const rows = useRows('listHosts', { query: { q: view.one('q'), cluster: view.one('cluster') } });
  const { close, ...open } = useOpenRow();
  return (
    <div className="page">
      <PageHead
        title="Hosts and clusters"
        about="The machines that containers run on. A host without a sensor is seen only by scans."
      />
      <PlaceTabs at="hosts" />
      <FilterBar filter={filter} />
      <DataGrid
        label="Hosts"
        columns={columns}
        rows={rows}
        {...open}
        empty={
          <NoRows
            isFiltered={isFiltered(view, filter)}
            reason="nothing-scanned"
            title="No host is known"
            text="`caisson up` looks at its own machine by itself; other hosts appear with their first report."
          />
        }
      />
      {open.openId === undefined ? undefined : <HostPanel id={open.openId} onClose={close} />}
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

import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Facet, FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { Name } from '../../parts/name.tsx';
import { workloadHref } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';

type Flow = RowOf<'listFlows'>;
const chips: readonly Facet[] = [
  { name: 'namespace', title: 'Namespace', values: [] },
  { name: 'workload', title: 'Workload', values: [] },
];

const columns: readonly GridColumn<Flow>[] = [
  {
    id: 'from',
    title: 'From',
    width: '3fr',
    min: 140,
    priority: 1,
    cell: (row) => <End name={row.from} id={row.fromWorkload} />,
    label: 'From',
  },
  {
    id: 'to',
    title: 'To',
    width: '3fr',
    min: 140,
    priority: 1,
    cell: (row) => <End name={row.to} id={row.toWorkload} />,
    label: 'To',
  },
  {
    id: 'port',
    title: 'Port',
    width: '90px',
    min: 90,
    priority: 1,
    cell: (row) => <span className="mono">{`${row.port}/${row.protocol}`}</span>,
    label: 'Port',
  },
  {
    id: 'count',
    title: 'Connections',
    width: '96px',
    min: 96,
    priority: 2,
    isNumber: true,
    cell: (row) => numberText(row.count),
    label: 'Connections',
  },
  {
    id: 'first',
    title: 'First',
    width: '116px',
    min: 116,
    priority: 3,
    cell: (row) => <Time at={row.first} />,
    label: 'First',
  },
  {
    id: 'last',
    title: 'Last',
    width: '116px',
    min: 116,
    priority: 2,
    cell: (row) => <Time at={row.last} />,
    label: 'Last',
  },
];

/** Every connection that was seen, as long as it is kept. */
export function Flows(): ReactNode {
  const view = useView();
  const query = {
    q: view.one('q'),
    namespace: view.one('namespace'),
    workload: view.one('workload'),
  };
  const rows = useRows('listFlows', { query });
  return (
    <div className="stack">
      <FilterBar search="Name or address" facets={chips} />
      <DataGrid
        label="Connections"
        columns={columns}
        rows={rows}
        empty={
          Object.values(query).every((value) => value === undefined) ? (
            <EmptyState
              reason="nothing-scanned"
              title="No connection was seen"
              text="Connections come from sensors. Where none runs stands on the page “Coverage”."
            />
          ) : (
            <EmptyState reason="filter-too-narrow" />
          )
        }
      />
    </div>
  );
}

function End(props: { readonly name: string; readonly id: string | undefined }): ReactNode {
  if (props.id === undefined) return <Name text={props.name} />;
  return (
    <To href={workloadHref(props.id)}>
      <Name text={props.name} />
    </To>
  );
}

import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { column, numberColumn, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Filter, isFiltered, singleFacets } from '../../parts/facet.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { Name } from '../../parts/name.tsx';
import { workloadHref } from '../../parts/places.ts';
import { NoRows } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { useView } from '../../parts/view.ts';

type Flow = RowOf<'listFlows'>;
const filter: Filter = {
  search: 'Name or address',
  others: singleFacets('namespace', 'workload'),
};

const columns: readonly GridColumn<Flow>[] = [
  column('From', (row) => <End name={row.from} id={row.fromWorkload} />, {
    width: 140,
    grow: 3,
    priority: 1,
  }),
  column('To', (row) => <End name={row.to} id={row.toWorkload} />, {
    width: 140,
    grow: 3,
    priority: 1,
  }),
  column('Port', (row) => <span className="mono">{`${row.port}/${row.protocol}`}</span>, {
    width: 90,
    priority: 1,
  }),
  numberColumn('Connections', (row) => row.count, { width: 96, priority: 2 }),
  timeColumn('First', (row) => row.first, { width: 116, priority: 3 }),
  timeColumn('Last', (row) => row.last, { width: 116, priority: 2 }),
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
      <FilterBar filter={filter} />
      <DataGrid
        label="Connections"
        columns={columns}
        rows={rows}
        empty={
          <NoRows
            isFiltered={isFiltered(view, filter)}
            reason="nothing-scanned"
            title="No connection was seen"
            text="Connections come from sensors. Where none runs stands on the page “Coverage”."
          />
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

import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Tally, Usage } from '../../parts/badges.tsx';
import { bareColumn, column, numberColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Filter, isFiltered, singleFacets } from '../../parts/facet.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { Name, visible } from '../../parts/name.tsx';
import { NoRows } from '../../parts/states.tsx';
import { useView } from '../../parts/view.ts';

type Component = RowOf<'listImageComponents'>;

const filter: Filter = {
  search: 'Name or purl',
  others: [
    ...singleFacets('layer'),
    { name: 'usage', title: 'Loaded', values: ['loaded', 'not-loaded', 'unknown'] },
  ],
};
const columns: readonly GridColumn<Component>[] = [
  bareColumn('Component', (row) => <Named component={row} />, { width: 200, grow: 2, priority: 1 }),
  column('Version', (row) => <Name text={row.version} mono />, {
    width: 110,
    grow: 1,
    priority: 1,
  }),
  column('Open findings', (row) => <Tally counts={row.findings} />, {
    width: 150,
    grow: 1,
    priority: 2,
  }),
  column('Loaded', (row) => <Usage usage={row.usage} />, { width: 98, priority: 1 }),
  numberColumn('Layer', (row) => row.layer ?? '', { width: 56, priority: 3 }),
  column('License', (row) => <Name text={row.license ?? ''} />, { width: 110, priority: 4 }),
];

/** Software of an image: where it lies, from which layer, and whether it was loaded. */
export function ImageComponents(props: { readonly id: string }): ReactNode {
  const view = useView();
  const layer = view.one('layer');
  const query = {
    q: view.one('q'),
    usage: view.many('usage'),
    ...(layer === undefined ? {} : { layer }),
  };
  const rows = useRows('listImageComponents', { params: { id: props.id }, query });
  return (
    <div className="stack">
      <FilterBar filter={filter} />
      <DataGrid
        label="Components of the image"
        columns={columns}
        rows={rows}
        empty={<NoRows isFiltered={isFiltered(view, filter)} reason="nothing-scanned" />}
      />
    </div>
  );
}

function Named({ component }: { readonly component: Component }): ReactNode {
  return (
    <div className="two">
      <bdi className="strong">{visible(component.name)}</bdi>
      <bdi title={visible(component.purl)}>{visible(component.path ?? component.purl)}</bdi>
    </div>
  );
}

import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Tally, Usage } from '../../parts/badges.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Facet, FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { Name, visible } from '../../parts/name.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { useView } from '../../parts/view.ts';

type Component = RowOf<'listImageComponents'>;

const facets: readonly Facet[] = [
  { name: 'layer', title: 'Layer', values: [] },
  { name: 'usage', title: 'Loaded', values: ['loaded', 'not-loaded', 'unknown'] },
];
const columns: readonly GridColumn<Component>[] = [
  {
    id: 'name',
    title: 'Component',
    width: '2fr',
    min: 200,
    priority: 1,
    cell: (row) => <Named component={row} />,
  },
  {
    id: 'version',
    title: 'Version',
    width: '1fr',
    min: 110,
    priority: 1,
    cell: (row) => <Name text={row.version} mono />,
    label: 'Version',
  },
  {
    id: 'findings',
    title: 'Open findings',
    width: '1fr',
    min: 150,
    priority: 2,
    cell: (row) => <Tally counts={row.findings} />,
    label: 'Open findings',
  },
  {
    id: 'usage',
    title: 'Loaded',
    width: '98px',
    min: 98,
    priority: 1,
    cell: (row) => <Usage usage={row.usage} />,
    label: 'Loaded',
  },
  {
    id: 'layer',
    title: 'Layer',
    width: '56px',
    min: 56,
    priority: 3,
    isNumber: true,
    cell: (row) => row.layer ?? '',
    label: 'Layer',
  },
  {
    id: 'license',
    title: 'License',
    width: '110px',
    min: 110,
    priority: 4,
    cell: (row) => <Name text={row.license ?? ''} />,
    label: 'License',
  },
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
      <FilterBar search="Name or purl" facets={facets} />
      <DataGrid
        label="Components of the image"
        columns={columns}
        rows={rows}
        empty={
          <EmptyState
            reason={
              view.one('q') === undefined && layer === undefined
                ? 'nothing-scanned'
                : 'filter-too-narrow'
            }
          />
        }
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

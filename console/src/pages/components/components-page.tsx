import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { bareColumn, column, loadedColumn, numberColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { SearchField } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { Icon } from '../../parts/icon.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { useRowIds } from '../../parts/row-ids.ts';
import { EmptyState } from '../../parts/states.tsx';
import { addressOf, useGo, useView } from '../../parts/view.ts';

type Found = RowOf<'searchComponents'>;
type Row = Found & { readonly id: string };

const columns: readonly GridColumn<Row>[] = [
  bareColumn('Component', (row) => <Component row={row} />, { width: 200, grow: 2, priority: 1 }),
  column('Version', (row) => <Name text={row.version} mono />, {
    width: 120,
    grow: 1,
    priority: 1,
  }),
  numberColumn('Images', (row) => row.images, { width: 80, priority: 1 }),
  numberColumn('Running', (row) => row.running, { width: 80, priority: 2 }),
  loadedColumn({ width: 80, priority: 1 }),
];

/** Where a piece of software is: in which images, running where, loaded where. The question of every bad day. */
export function Page(): ReactNode {
  const view = useView();
  const q = view.one('q') ?? '';
  const isAsked = q.length >= 2;
  const found = useRows(
    'searchComponents',
    { query: { q, version: view.one('version') } },
    { enabled: isAsked },
  );
  const rows = useRowIds(found, purlOf);
  const go = useGo();
  return (
    <div className="page">
      <PageHead
        title="Components"
        about="Where is this piece of software: in which images, does it run, was it loaded?"
      />
      <SearchField label="Name or purl, at least two letters" />
      {isAsked ? (
        <DataGrid
          label="Components"
          columns={columns}
          rows={rows}
          onOpen={(row) => go(addressOf('/findings', { component: row.name }))}
          empty={
            <EmptyState
              reason="filter-too-narrow"
              title="Nothing of this name"
              text="No image, host or cluster that was scanned has it."
            />
          }
        />
      ) : (
        <div className="card empty">
          <Icon name="component" size={28} />
          <h2>Ask for a component</h2>
          <p>Try “log4j-core”, “openssl” or “pkg:npm/”. Opening a row shows its findings.</p>
        </div>
      )}
    </div>
  );
}

function purlOf(row: Found): string {
  return row.purl;
}

function Component({ row }: { readonly row: Row }): ReactNode {
  return (
    <div className="two">
      <bdi className="strong">{visible(row.name)}</bdi>
      <bdi title={visible(row.purl)}>{visible(row.purl)}</bdi>
    </div>
  );
}

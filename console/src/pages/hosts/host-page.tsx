import type { ReactNode } from 'react';
import { useRead, useRows } from '../../api/hooks.ts';
import { DataGrid } from '../../parts/data-grid.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Loaded, PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf, useGo, usePathPart } from '../../parts/view.ts';
import { findingColumns } from '../findings/finding-columns.tsx';
import { HostBody } from './host-body.tsx';

const columns = findingColumns.filter((column) => column.title !== 'Owner');

/** One host with its open findings. */
export function Page(): ReactNode {
  const id = usePathPart('id');
  const read = useRead('readHost', { params: { id } });
  return (
    <div className="page">
      <Loaded of={read} lines={12}>
        {(host) => (
          <>
            <PageHead
              title={visible(host.name)}
              name={<Name text={host.name} canCopy />}
              above={<To href="/hosts">Hosts</To>}
            />
            <div className="card stack wide">
              <HostBody host={host} />
            </div>
            <h2>Open findings</h2>
            <HostFindings id={id} isScanned={host.scanned !== undefined} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function HostFindings(props: { readonly id: string; readonly isScanned: boolean }): ReactNode {
  const rows = useRows('listFindings', {
    query: { asset: props.id, state: ['open', 'acknowledged'] },
  });
  const go = useGo();
  return (
    <DataGrid
      label="Findings of the host"
      columns={columns}
      rows={rows}
      onOpen={(row) => go(addressOf('/findings', { asset: props.id, open: row.id }))}
      empty={<EmptyState reason={props.isScanned ? 'nothing-found' : 'nothing-scanned'} />}
    />
  );
}

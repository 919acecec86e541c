import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { DataGrid } from '../../parts/data-grid.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { addressOf, useGo } from '../../parts/view.ts';
import { findingColumns } from '../findings/finding-columns.tsx';

const columns = findingColumns.filter((column) => column.title !== 'Owner');

/** Open findings of what a workload runs and how it is set up; a row opens in the list of all findings. */
export function WorkloadFindings(props: { readonly id: string }): ReactNode {
  const rows = useRows('listFindings', {
    query: { workload: props.id, state: ['open', 'acknowledged'] },
  });
  const go = useGo();
  return (
    <DataGrid
      label="Findings of the workload"
      columns={columns}
      rows={rows}
      onOpen={(row) => go(addressOf('/findings', { workload: props.id, open: row.id }))}
      empty={<EmptyState reason="nothing-found" />}
    />
  );
}

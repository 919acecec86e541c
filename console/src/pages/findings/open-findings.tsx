import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type EmptyReason, EmptyState } from '../../parts/states.tsx';
import { addressOf, useGo } from '../../parts/view.ts';
import { findingColumns } from './finding-columns.tsx';

const columns = findingColumns.filter((column) => column.title !== 'Owner');

/** Open findings of one asset, or of what a workload runs and how it is set up; a row opens in the list of all findings. */
export function OpenFindings(props: {
  readonly label: string;
  readonly of: { readonly asset: string } | { readonly workload: string };
  /** Why there may be none. */
  readonly reason?: EmptyReason;
}): ReactNode {
  const rows = useRows('listFindings', {
    query: { ...props.of, state: ['open', 'acknowledged'] },
  });
  const go = useGo();
  return (
    <DataGrid
      label={props.label}
      columns={columns}
      rows={rows}
      onOpen={(row) => go(addressOf('/findings', { ...props.of, open: row.id }))}
      empty={<EmptyState reason={props.reason ?? 'nothing-found'} />}
    />
  );
}

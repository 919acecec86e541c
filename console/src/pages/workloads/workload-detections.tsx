import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { DataGrid } from '../../parts/data-grid.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { addressOf, useGo } from '../../parts/view.ts';
import { detectionColumns } from '../runtime/detection-columns.tsx';
import type { WorkloadDetail } from './workload-detail.ts';

const columns = detectionColumns.filter((column) => column.title !== 'Where');

/** Detections of a workload, newest first. */
export function WorkloadDetections({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  const rows = useRows('listDetections', { query: { workload: workload.id } });
  const go = useGo();
  return (
    <DataGrid
      label="Detections of the workload"
      columns={columns}
      rows={rows}
      onOpen={(row) => go(addressOf('/runtime', { workload: workload.id, open: row.id }))}
      empty={
        workload.watched ? (
          <EmptyState
            reason="nothing-found"
            text="It is watched, and nothing it did broke a rule or its profile."
          />
        ) : (
          <EmptyState
            reason="nothing-scanned"
            title="It is not watched"
            text="No sensor sees this workload, so nothing can be detected. The page “Coverage” says why."
          />
        )
      }
    />
  );
}

import type { ReactNode } from 'react';
import type { RowOf } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import { bareColumn, column, numberColumn, timeColumn } from '../../parts/columns.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { WhereCell } from '../../parts/where.tsx';

type Detection = RowOf<'listDetections'>;

/** Columns of lists of detections. */
export const detectionColumns: readonly GridColumn<Detection>[] = [
  bareColumn('Severity', (row) => <Severity severity={row.severity} />, {
    width: 104,
    priority: 1,
  }),
  bareColumn('Detection', (row) => <What detection={row} />, { width: 230, grow: 8, priority: 1 }),
  bareColumn(
    'Where',
    (row) => <WhereCell name={row.workload?.name} place={row.place} node={row.node} />,
    { width: 120, grow: 1, priority: 2 },
  ),
  column('Process', (row) => <bdi className="mono">{visible(row.process ?? '')}</bdi>, {
    width: 90,
    priority: 3,
  }),
  numberColumn('Times', (row) => row.count, { width: 52, priority: 4 }),
  timeColumn('When', (row) => row.time, { width: 116, priority: 1 }),
];

function What({ detection }: { readonly detection: Detection }): ReactNode {
  return (
    <div className="two">
      <span>
        {detection.incident === undefined ? undefined : <Badge tone="high">incident</Badge>}{' '}
        {detection.kind === 'rule' ? undefined : <Badge>{visible(detection.kind)}</Badge>}{' '}
        <bdi className="strong" title={visible(detection.rule)}>
          {visible(detection.rule)}
        </bdi>
      </span>
      <bdi title={visible(detection.output)}>{visible(detection.output)}</bdi>
    </div>
  );
}

import type { ReactNode } from 'react';
import type { RowOf } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { Time } from '../../parts/time.tsx';
import { WhereCell } from '../../parts/where.tsx';
import { numberText } from '../../parts/words.ts';

type Detection = RowOf<'listDetections'>;

/** Columns of lists of detections. */
export const detectionColumns: readonly GridColumn<Detection>[] = [
  {
    id: 'severity',
    title: 'Severity',
    width: '104px',
    min: 104,
    priority: 1,
    cell: (row) => <Severity severity={row.severity} />,
  },
  {
    id: 'rule',
    title: 'Detection',
    width: '4fr',
    min: 230,
    priority: 1,
    cell: (row) => <What detection={row} />,
  },
  {
    id: 'where',
    title: 'Where',
    width: '2fr',
    min: 140,
    priority: 2,
    cell: (row) => <WhereCell name={row.workload?.name} place={row.place} node={row.node} />,
  },
  {
    id: 'process',
    title: 'Process',
    width: '110px',
    min: 110,
    priority: 3,
    cell: (row) => <bdi className="mono">{visible(row.process ?? '')}</bdi>,
    label: 'Process',
  },
  {
    id: 'count',
    title: 'Times',
    width: '52px',
    min: 52,
    priority: 4,
    isNumber: true,
    cell: (row) => numberText(row.count),
    label: 'Times',
  },
  {
    id: 'time',
    title: 'When',
    width: '116px',
    min: 116,
    priority: 1,
    cell: (row) => <Time at={row.time} />,
    label: 'When',
  },
];

function What({ detection }: { readonly detection: Detection }): ReactNode {
  return (
    <div className="two">
      <span>
        <bdi className="strong" title={visible(detection.rule)}>
          {visible(detection.rule)}
        </bdi>{' '}
        {detection.kind === 'rule' ? undefined : <Badge>{visible(detection.kind)}</Badge>}{' '}
        {detection.incident === undefined ? undefined : <Badge tone="high">incident</Badge>}
      </span>
      <bdi title={visible(detection.output)}>{visible(detection.output)}</bdi>
    </div>
  );
}

import type { ReactNode } from 'react';
import { Badge } from '../../parts/badges.tsx';
import { Name } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { numberText } from '../../parts/words.ts';
import type { WorkloadDetail } from './workload-detail.ts';

/** Whom it talks to, as the sensor saw it. */
export function WorkloadFlows({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  if (workload.flows.length === 0)
    return (
      <Card>
        <EmptyState
          reason={workload.watched ? 'nothing-found' : 'nothing-scanned'}
          title="No connection was seen"
          text={
            workload.watched
              ? 'It is watched, and talked to nobody so far.'
              : 'No sensor sees this workload, so its connections are not known.'
          }
        />
      </Card>
    );
  const flows = workload.flows.toSorted((a, b) => b.count - a.count);
  return (
    <Card>
      <Table
        caption="Connections that were seen"
        heads={['Way', 'Peer', 'Port', ['Connections', 'number'], 'Last']}
        overflow="scroll"
      >
        {flows.map((flow, at) => (
          <tr key={`${at} ${flow.peer}`}>
            <td>
              <Badge tone={flow.direction === 'in' ? 'low' : 'accent'}>
                {flow.direction === 'in' ? '← in' : 'out →'}
              </Badge>
            </td>
            <td>
              <Name text={flow.peer} tail={18} />
            </td>
            <td className="mono">
              {flow.port}/{flow.protocol}
            </td>
            <td className="number">{numberText(flow.count)}</td>
            <td>
              <Time at={flow.last} />
            </td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}

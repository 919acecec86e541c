import type { ReactNode } from 'react';
import { Badge } from '../../parts/badges.tsx';
import { Name } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
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
      <div className="scroll-x" tabIndex={0} role="group" aria-label="Connections">
        <table>
          <caption className="unseen">Connections that were seen</caption>
          <thead>
            <tr>
              <th scope="col">Way</th>
              <th scope="col">Peer</th>
              <th scope="col">Port</th>
              <th scope="col" className="number">
                Connections
              </th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
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
          </tbody>
        </table>
      </div>
    </Card>
  );
}

import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { Exposure, Usage } from '../../parts/badges.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';

type Where = AnswerOf<'readFinding'>['workloads'];

/** Workloads that run the asset, with what the sensor saw of the component there. */
export function LoadedWhere(props: { readonly workloads: Where }): ReactNode {
  if (props.workloads.length === 0)
    return <p className="quiet">It is not known to run anywhere now.</p>;
  return (
    <Table caption="Workloads" heads={['Workload', 'Loaded', 'Reachable from']}>
      {props.workloads.map((workload) => (
        <tr key={workload.id}>
          <td>
            <To href={`/workloads/${encodeURIComponent(workload.id)}`}>
              <Name text={workload.name} />
            </To>
            <div className="small quiet">
              <bdi>
                {visible(
                  [workload.place.cluster, workload.place.namespace].filter(Boolean).join(' / '),
                )}
              </bdi>
            </div>
          </td>
          <td>
            <Usage usage={workload.usage} />
            {workload.lastLoaded === undefined ? undefined : (
              <div className="small quiet">
                last <Time at={workload.lastLoaded} />
              </div>
            )}
          </td>
          <td>
            <Exposure exposure={workload.exposure} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

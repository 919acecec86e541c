import type { ReactNode } from 'react';
import { Badge } from '../../parts/badges.tsx';
import { Copy, Name, visible } from '../../parts/name.tsx';
import { Card, Facts } from '../../parts/page.tsx';
import { shortId } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import type { WorkloadDetail } from './workload-detail.ts';

/** The containers of a workload, those that run first. */
export function WorkloadContainers({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  if (workload.containers.length === 0)
    return (
      <Card>
        <EmptyState reason="nothing-found" title="No container runs" text="It is scaled to none." />
      </Card>
    );
  return (
    <ul className="columns">
      {workload.containers.map((container) => (
        <li key={container.id} className="card stack">
          <div className="row spread">
            <span className="strong">
              <Name text={container.name} />
            </span>
            <Badge tone={container.state === 'running' ? 'good' : 'negligible'}>
              {container.state}
            </Badge>
          </div>
          <Facts
            facts={[
              [
                'Id',
                <span key="i" className="row tight">
                  <bdi className="mono">{visible(shortId(container.id))}</bdi>
                  <Copy text={container.id} what="container id" />
                </span>,
              ],
              ['Host', <Name key="n" text={container.node} />],
              ['User', <UserText key="u" user={container.user} />],
              ['Addresses', container.addresses.map(visible).join(', ')],
              ['Started', <Time key="s" at={container.started} none="not known" />],
            ]}
          />
        </li>
      ))}
    </ul>
  );
}

function UserText(props: { readonly user: string | undefined }): ReactNode {
  if (props.user === undefined) return <span className="quiet">not known</span>;
  const isRoot = props.user === '0' || props.user === 'root' || props.user.startsWith('0:');
  return isRoot ? <Badge tone="high">root</Badge> : <bdi>{visible(props.user)}</bdi>;
}

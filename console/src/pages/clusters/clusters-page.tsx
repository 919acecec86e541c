import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useRead } from '../../api/hooks.ts';
import { Badge, Tally, type Tone } from '../../parts/badges.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Facts, Loaded, PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';
import { PlaceTabs } from '../hosts/place-tabs.tsx';

type Cluster = AnswerOf<'listClusters'>['items'][number];
const tones: Readonly<Record<string, Tone>> = {
  watched: 'good',
  unreachable: 'critical',
  waiting: 'low',
};

/** Kubernetes clusters: whether they answer, how big they are, what is wrong in them. */
export function Page(): ReactNode {
  const read = useRead('listClusters');
  return (
    <div className="page">
      <PageHead
        title="Clusters"
        about="Kubernetes clusters that this installation watches through their API servers."
      />
      <PlaceTabs at="clusters" />
      <Loaded of={read}>
        {({ items }) =>
          items.length === 0 ? (
            <NoClusters />
          ) : (
            <ul className="columns">
              {items.map((cluster) => (
                <OneCluster key={cluster.id} cluster={cluster} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}

function OneCluster({ cluster }: { readonly cluster: Cluster }): ReactNode {
  return (
    <li className="card stack">
      <div className="row spread">
        <h2>
          <Name text={cluster.name} />
        </h2>
        <Badge tone={tones[cluster.state] ?? 'unknown'}>{cluster.state}</Badge>
      </div>
      {cluster.reason === undefined ? undefined : (
        <div className="notice" data-tone={cluster.state === 'unreachable' ? 'critical' : 'medium'}>
          <Icon name="coverage" size={18} />
          <bdi>{visible(cluster.reason)}</bdi>
        </div>
      )}
      <Facts
        facts={[
          ['Server', <Name key="s" text={cluster.server} mono />],
          ['Version', cluster.version === undefined ? undefined : visible(cluster.version)],
          ['Nodes', numberText(cluster.nodes)],
          ['Namespaces', numberText(cluster.namespaces)],
          [
            'Workloads',
            <To key="w" href={addressOf('/workloads', { cluster: cluster.name })}>
              {numberText(cluster.workloads)}
            </To>,
          ],
          [
            'Open findings',
            <To key="f" href={addressOf('/findings', { cluster: cluster.name })}>
              <Tally counts={cluster.findings} isKnown={cluster.scanned !== undefined} />
            </To>,
          ],
          ['Looked at', <Time key="t" at={cluster.scanned} />],
        ]}
      />
    </li>
  );
}

function NoClusters(): ReactNode {
  return (
    <div className="card">
      <EmptyState
        reason="nothing-scanned"
        title="No cluster is watched"
        text="Give `caisson up` a kubeconfig, or run it inside a cluster: then its nodes, workloads, policies and rights are read."
      />
    </div>
  );
}

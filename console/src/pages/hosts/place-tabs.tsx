import type { ReactNode } from 'react';
import { To } from '../../parts/to.tsx';

/** Hosts and clusters are two pages under one name. */
export function PlaceTabs(props: { readonly at: 'hosts' | 'clusters' }): ReactNode {
  return (
    <nav className="tabs" aria-label="Hosts or clusters">
      <To href="/hosts" current={props.at === 'hosts'}>
        Hosts
      </To>
      <To href="/clusters" current={props.at === 'clusters'}>
        Clusters
      </To>
    </nav>
  );
}

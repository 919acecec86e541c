import { type ReactNode, useMemo } from 'react';
import { useRead } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { SelectField } from '../../parts/fields.tsx';
import { SearchField } from '../../parts/filter-bar.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loaded, PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { useTab } from '../../parts/tabs.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf, useView } from '../../parts/view.ts';
import { countOf } from '../../parts/words.ts';
import { Flows } from './flows.tsx';
import { MapPicture } from './map-picture.tsx';
import { MapTable } from './map-table.tsx';
import type { NetworkMap } from './map-words.ts';
import { NodePanel } from './node-panel.tsx';
import './network.css';

const tabs = [
  ['map', 'Map'],
  ['table', 'Table'],
  ['flows', 'Connections'],
] as const;
const spans = [
  ['1', 'last hour'],
  ['24', 'last 24 hours'],
  ['168', 'last 7 days'],
  ['720', 'last 30 days'],
] as const;

/** Who talks and may talk to whom: a map, the same as a table, and every connection. */
export function Page(): ReactNode {
  const view = useView();
  const tab = useTab(tabs);
  return (
    <div className="page">
      <PageHead
        title="Network"
        about="Who talks to whom, as sensors saw it, and who may, as policies let it."
      />
      <nav className="tabs" aria-label="Ways to look at the network">
        {tabs.map(([id, word]) => (
          <To key={id} href={tabHref(view.text, id)} current={tab === id}>
            {word}
          </To>
        ))}
      </nav>
      {tab === 'flows' ? <Flows /> : <MapView tab={tab} />}
    </div>
  );
}

/** Filter and selection stay when one looks at it differently. */
function tabHref(search: string, tab: string): string {
  const change = Object.fromEntries(
    [...new Set(new URLSearchParams(search).keys())].map((name) => [
      name,
      new URLSearchParams(search).getAll(name),
    ]),
  );
  return addressOf('/network', { ...change, tab: tab === 'map' ? undefined : tab });
}

function MapView(props: { readonly tab: 'map' | 'table' }): ReactNode {
  const view = useView();
  const query = {
    cluster: view.one('cluster'),
    namespace: view.one('namespace'),
    expand: view.one('expand'),
    hours: Number(spans.find(([value]) => value === view.one('hours'))?.[0] ?? '24'),
  };
  const read = useRead('readMap', { query });
  return (
    <>
      <Filter />
      <FreshBar kinds={['asset.seen', 'asset.gone']} reads={['readMap']} />
      <Loaded of={read} lines={12}>
        {(map) => <Shown map={map} tab={props.tab} />}
      </Loaded>
    </>
  );
}

function Filter(): ReactNode {
  const view = useView();
  const isNarrow = ['cluster', 'namespace', 'expand', 'q'].some(
    (name) => view.one(name) !== undefined,
  );
  return (
    <div className="filter-bar network-filter">
      <SearchField label="Namespace" name="namespace" />
      <SearchField label="Cluster" name="cluster" />
      <SelectField
        label="Seen within"
        value={view.one('hours') ?? '24'}
        choices={spans}
        onChange={(hours) => view.change({ hours: hours === '24' ? undefined : hours })}
      />
      {isNarrow ? (
        <Button
          kind="plain"
          onPress={() =>
            view.change(
              { cluster: undefined, namespace: undefined, expand: undefined, q: undefined },
              'push',
            )
          }
        >
          Whole estate
        </Button>
      ) : undefined}
    </div>
  );
}

function Shown(props: { readonly map: NetworkMap; readonly tab: 'map' | 'table' }): ReactNode {
  const { map } = props;
  const view = useView();
  const selected = useMemo(() => findNode(map, view.one('select')), [map, view]);
  if (map.nodes.length === 0)
    return (
      <div className="card">
        {view.one('namespace') === undefined && view.one('cluster') === undefined ? (
          <EmptyState
            reason="nothing-scanned"
            title="Nothing to draw yet"
            text="The map grows from workloads that run, from connections that sensors see, and from policies of clusters. None of them is known yet."
          />
        ) : (
          <EmptyState reason="filter-too-narrow" />
        )}
      </div>
    );
  return (
    <>
      {map.hidden > 0 ? (
        <div className="notice" data-tone="low">
          <Icon name="coverage" size={18} />
          <p>
            {countOf(map.hidden, 'box', 'boxes')} did not fit and {map.hidden === 1 ? 'is' : 'are'}{' '}
            not drawn, the least urgent. Narrow by namespace or cluster to see them.
          </p>
        </div>
      ) : undefined}
      {props.tab === 'map' ? <MapPicture map={map} selected={selected} /> : <MapTable map={map} />}
      {selected === undefined ? undefined : (
        <NodePanel map={map} node={selected} onClose={() => view.change({ select: undefined })} />
      )}
    </>
  );
}

function findNode(
  map: NetworkMap,
  id: string | undefined,
): NetworkMap['nodes'][number] | undefined {
  return map.nodes.find((node) => node.id === id);
}

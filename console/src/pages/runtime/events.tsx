import { type ReactNode, useState } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import { Choices } from '../../parts/button.tsx';
import { bareColumn, column, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Facet, Facets, FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { shortId } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
import { exactTime } from '../../parts/time.tsx';
import { useView } from '../../parts/view.ts';
import { FlagFacet } from '../findings/flag-facet.tsx';
import { numberOf } from './detections.tsx';
import { EventPanel } from './event-panel.tsx';
import { NewestEvents } from './newest-events.tsx';

export type RuntimeEvent = RowOf<'listEvents'>;

/** Names of events as rules know them too, with what happens. */
const kinds = {
  execve: 'execve: starts',
  procexit: 'procexit: ends',
  openat: 'openat: opens a file',
  rename: 'rename',
  unlinkat: 'unlinkat: removes',
  connect: 'connect',
  accept4: 'accept4: is called',
  listen: 'listen',
  dns: 'dns: asks a name',
  mount: 'mount',
  ptrace: 'ptrace: traces',
  setuid: 'setuid: becomes',
  bpf: 'bpf',
} as const;
const facets: readonly Facet[] = [
  {
    name: 'kind',
    title: 'Kind',
    values: Object.keys(kinds),
    words: kinds,
  },
];
const flags = [['alarms', 'Only what was detected']] as const;

const columns: readonly GridColumn<RuntimeEvent>[] = [
  bareColumn('Kind', (row) => <Badge tone="accent">{visible(row.kind)}</Badge>, {
    width: 84,
    priority: 1,
  }),
  bareColumn('Event', (row) => <What event={row} />, { width: 240, grow: 4, priority: 1 }),
  bareColumn('Where', (row) => <Where event={row} />, { width: 140, grow: 2, priority: 2 }),
  column(
    'Detected',
    (row) => (row.rule === undefined ? '' : <Severity severity={row.severity ?? 'unknown'} />),
    { width: 104, priority: 3 },
  ),
  timeColumn('When', (row) => row.time, { width: 116, priority: 1 }),
];

/** Everything that was seen, narrowed by what one looks for. */
export function Events(): ReactNode {
  const view = useView();
  const [isFolded, setFolded] = useState(true);
  const isLive = view.one('live') === 'true';
  const from = numberOf(view.one('from'));
  const to = numberOf(view.one('to'));
  const query = {
    q: view.one('q'),
    kind: view.many('kind'),
    workload: view.one('workload'),
    container: view.one('container'),
    node: view.one('node'),
    from,
    to,
    ...(view.one('alarms') === 'true' ? { alarms: 'true' as const } : {}),
  };
  const rows = useRows('listEvents', { query });
  const openId = view.one('open');
  const open = rows.rows.find((row) => row.id === openId);
  return (
    <div className="stack">
      <FilterBar
        search="Program, argument, path, address"
        facets={chipsOf(from, to)}
        isOpen={!isFolded}
        onFold={() => setFolded(!isFolded)}
      >
        <Choices
          label="New events"
          value={isLive ? 'live' : 'still'}
          choices={[
            ['still', 'Still'],
            ['live', 'Live'],
          ]}
          onChange={(value) => view.change({ live: value === 'live' ? 'true' : undefined })}
        />
      </FilterBar>
      {isLive ? <NewestEvents query={query} newest={rows.rows[0]?.time ?? 0} /> : undefined}
      <div className="with-facets">
        <Facets
          facets={facets}
          counts={undefined}
          isFolded={isFolded}
          before={<FlagFacet flags={flags} counts={undefined} />}
        />
        <DataGrid
          label="Events"
          columns={columns}
          rows={rows}
          openId={openId}
          onOpen={(row) => view.change({ open: row.id }, openId === undefined ? 'push' : 'replace')}
          empty={<NoEvents />}
        />
      </div>
      {open === undefined ? undefined : (
        <EventPanel event={open} onClose={() => view.change({ open: undefined })} />
      )}
    </div>
  );
}

function chipsOf(from: number | undefined, to: number | undefined): readonly Facet[] {
  const singles = ['workload', 'container', 'node'] as const;
  function words(time: number | undefined): Readonly<Record<string, string>> {
    return time === undefined ? {} : { [String(time)]: exactTime(time) };
  }
  return [
    ...facets,
    ...singles.map(
      (name): Facet => ({ name, title: name.charAt(0).toUpperCase() + name.slice(1), values: [] }),
    ),
    { name: 'alarms', title: 'Detected', values: [], words: { true: 'only' } },
    { name: 'from', title: 'From', values: [], words: words(from) },
    { name: 'to', title: 'Until', values: [], words: words(to) },
  ];
}

function What({ event }: { readonly event: RuntimeEvent }): ReactNode {
  const about = [event.path, event.peer].filter(Boolean).join(' ');
  return (
    <div className="two">
      <span>
        <bdi className="strong mono">{visible(event.process)}</bdi>{' '}
        <span className="quiet">pid {event.pid}</span> <bdi className="mono">{visible(about)}</bdi>
      </span>
      <bdi className="mono" title={visible(event.arguments ?? event.exe ?? '')}>
        {visible(event.arguments ?? event.exe ?? '')}
      </bdi>
    </div>
  );
}

function Where({ event }: { readonly event: RuntimeEvent }): ReactNode {
  return (
    <div className="two">
      <bdi>{visible(event.workload?.name ?? 'the host itself')}</bdi>
      <bdi>{visible([shortId(event.container ?? ''), event.node].filter(Boolean).join(' · '))}</bdi>
    </div>
  );
}

function NoEvents(): ReactNode {
  const view = useView();
  const names = ['q', 'kind', 'workload', 'container', 'node', 'from', 'to', 'alarms'];
  if (names.some((name) => view.one(name) !== undefined))
    return <EmptyState reason="filter-too-narrow" />;
  return (
    <EmptyState
      reason="nothing-scanned"
      title="No event has arrived"
      text="No sensor reports yet. `caisson up` starts one on this machine where the kernel lets it; “Coverage” says what hinders it."
    />
  );
}

import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import { Choices } from '../../parts/button.tsx';
import { bareColumn, column, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Filter, isFiltered, singleFacets } from '../../parts/facet.ts';
import { FilteredList } from '../../parts/filtered-list.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { shortId } from '../../parts/places.ts';
import { NoRows } from '../../parts/states.tsx';
import { useOpenRow, useView } from '../../parts/view.ts';
import { EventPanel } from './event-panel.tsx';
import { NewestEvents } from './newest-events.tsx';
import { spanFacets, spanOf } from './span.ts';

type RuntimeEvent = RowOf<'listEvents'>;

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
  const isLive = view.one('live') === 'true';
  const span = spanOf(view);
  const filter = filterOf(span);
  const query = {
    q: view.one('q'),
    kind: view.many('kind'),
    workload: view.one('workload'),
    container: view.one('container'),
    node: view.one('node'),
    ...span,
    ...(view.one('alarms') === 'true' ? { alarms: 'true' as const } : {}),
  };
  const rows = useRows('listEvents', { query });
  const { close, ...open } = useOpenRow();
  const shown = rows.rows.find((row) => row.id === open.openId);
  return (
    <div className="stack">
      <FilteredList
        filter={filter}
        bar={
          <Choices
            label="New events"
            value={isLive ? 'live' : 'still'}
            choices={[
              ['still', 'Still'],
              ['live', 'Live'],
            ]}
            onChange={(value) => view.change({ live: value === 'live' ? 'true' : undefined })}
          />
        }
        above={isLive ? <NewestEvents query={query} newest={rows.rows[0]?.time ?? 0} /> : undefined}
      >
        <DataGrid
          label="Events"
          columns={columns}
          rows={rows}
          {...open}
          empty={
            <NoRows
              isFiltered={isFiltered(view, filter)}
              reason="nothing-scanned"
              title="No event has arrived"
              text="No sensor reports yet. `caisson up` starts one on this machine where the kernel lets it; “Coverage” says what hinders it."
            />
          }
        />
      </FilteredList>
      {shown === undefined ? undefined : <EventPanel event={shown} onClose={close} />}
    </div>
  );
}

function filterOf(span: ReturnType<typeof spanOf>): Filter {
  return {
    search: 'Program, argument, path, address',
    facets: [{ name: 'kind', title: 'Kind', values: Object.keys(kinds), words: kinds }],
    flags: [['alarms', 'Only what was detected']],
    others: [
      ...singleFacets('workload', 'container', 'node'),
      { name: 'alarms', title: 'Detected', values: [], words: { true: 'only' } },
      ...spanFacets(span),
    ],
  };
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

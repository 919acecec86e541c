import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Badge, type Tone } from '../../parts/badges.tsx';
import { bareColumn, numberColumn, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Tabs, useTab } from '../../parts/tabs.tsx';
import { To } from '../../parts/to.tsx';
import { durationText } from './duration.ts';

type Job = RowOf<'listJobs'>;
const tabs = [
  ['open', 'Waiting and running'],
  ['failed', 'Failed'],
  ['done', 'Done'],
] as const;
const states = { open: ['waiting', 'running'], failed: ['failed'], done: ['done'] } as const;
const tones: Readonly<Record<string, Tone>> = {
  waiting: 'low',
  running: 'accent',
  done: 'good',
  failed: 'critical',
};

const columns: readonly GridColumn<Job>[] = [
  bareColumn('State', (row) => <Badge tone={tones[row.state] ?? 'unknown'}>{row.state}</Badge>, {
    width: 88,
    priority: 1,
  }),
  bareColumn('Work', (row) => <Work job={row} />, { width: 220, grow: 3, priority: 1 }),
  numberColumn('Attempts', (row) => row.attempts, { width: 70, priority: 3 }),
  numberColumn('Took', (row) => durationText(row.started, row.finished), {
    width: 84,
    priority: 3,
  }),
  timeColumn('Asked for', (row) => row.created, { width: 116, priority: 2 }),
];

/** Work in the background: what waits, what runs, what failed and why. */
export function Page(): ReactNode {
  const tab = useTab(tabs);
  const state = states[tab];
  const rows = useRows('listJobs', { query: { state: [...state] } });
  return (
    <div className="page">
      <PageHead
        title="Jobs"
        above={<To href="/coverage">Coverage</To>}
        about="Scans, matches, reports and deliveries. What failed is tried again with growing pauses."
      />
      <Tabs label="States" tabs={tabs} path="/jobs" />
      <FreshBar kinds={['asset.scanned']} reads={['listJobs']} />
      <DataGrid label="Jobs" columns={columns} rows={rows} empty={<NoJobs tab={tab} />} />
    </div>
  );
}

function Work({ job }: { readonly job: Job }): ReactNode {
  return (
    <div className="two">
      <span>
        <span className="strong">{visible(job.kind)}</span>{' '}
        <bdi title={visible(job.subject)}>{visible(job.subject)}</bdi>
      </span>
      <bdi
        title={visible(job.error ?? '')}
        className={job.error === undefined ? '' : 'tone-critical'}
      >
        {visible(job.error ?? '')}
      </bdi>
    </div>
  );
}

function NoJobs(props: { readonly tab: string }): ReactNode {
  if (props.tab === 'failed')
    return (
      <EmptyState
        reason="nothing-found"
        title="Nothing failed"
        text="All work that was asked for was done, or goes on."
      />
    );
  if (props.tab === 'done')
    return (
      <EmptyState
        reason="nothing-scanned"
        title="Nothing was done yet"
        text="Work that is done is kept here for a while."
      />
    );
  return (
    <EmptyState
      reason="nothing-found"
      title="Nothing waits"
      text="All work is done. New scans start with new images, new advisories and by the clock."
    />
  );
}

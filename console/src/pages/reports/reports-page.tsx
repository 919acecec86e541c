import { type ReactNode, useEffect, useRef, useState } from 'react';
import { hrefOf } from '../../api/call.ts';
import { type RowOf, useAct, useMay, useRows } from '../../api/hooks.ts';
import { Badge } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { bareColumn, column, numberColumn, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { Digest, visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Tabs, useTab } from '../../parts/tabs.tsx';
import { telling } from '../../parts/toasts.tsx';
import { bytesText } from '../../parts/words.ts';
import { ReportDialog } from './report-dialog.tsx';
import { Schedules } from './schedules.tsx';

type Report = RowOf<'listReports'>;
const tabs = [
  ['made', 'Made'],
  ['schedules', 'Schedules'],
] as const;

const columns: readonly GridColumn<Report>[] = [
  bareColumn('Report', (row) => <Named report={row} />, { width: 200, grow: 3, priority: 1 }),
  bareColumn('State', (row) => <State report={row} />, { width: 100, priority: 2 }),
  timeColumn('Made', (row) => row.created, { width: 120, priority: 2 }),
  numberColumn('Size', (row) => (row.state === 'ready' ? bytesText(row.sizeBytes) : ''), {
    width: 80,
    priority: 3,
  }),
  column('Digest', (row) => <Digest text={row.digest} />, { width: 200, priority: 4 }),
  bareColumn('File', (row) => <Get report={row} />, { width: 150, priority: 1 }),
];

/** Reports: each says its tool version, age of data, scope and coverage. */
export function Page(): ReactNode {
  const tab = useTab(tabs);
  const mayWrite = useMay('report.write');
  const [isMaking, setMaking] = useState(false);
  return (
    <div className="page">
      <PageHead
        title="Reports"
        about="Each states the version, the age of its data, its scope and what was not seen."
      >
        {mayWrite ? (
          <Button kind="first" icon="plus" onPress={() => setMaking(true)}>
            {tab === 'schedules' ? 'New schedule' : 'Make a report'}
          </Button>
        ) : undefined}
      </PageHead>
      <Tabs label="Reports" tabs={tabs} path="/reports" />
      {tab === 'schedules' ? <Schedules /> : <Made />}
      {isMaking ? (
        <ReportDialog isSchedule={tab === 'schedules'} onClose={() => setMaking(false)} />
      ) : undefined}
    </div>
  );
}

function Made(): ReactNode {
  const rows = useRows('listReports');
  useAgainWhile(
    rows.rows.some((row) => row.state === 'waiting'),
    rows.again,
  );
  return (
    <DataGrid
      label="Reports"
      columns={columns}
      rows={rows}
      empty={
        <EmptyState
          reason="nothing-found"
          title="No report was made yet"
          text="Make one now, or let one be made by the clock."
        />
      }
    />
  );
}

/** Reads anew while a report is being made: who asked for it waits for it. */
function useAgainWhile(isWaiting: boolean, again: () => void): void {
  const latest = useRef(again);
  useEffect(() => {
    latest.current = again;
  });
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => latest.current(), 2000);
    return () => clearInterval(timer);
  }, [isWaiting]);
}

function Named({ report }: { readonly report: Report }): ReactNode {
  return (
    <div className="two">
      <bdi className="strong">{visible(report.name)}</bdi>
      <span>
        {report.kind}, {report.format.toUpperCase()}, by <bdi>{visible(report.createdBy)}</bdi>
      </span>
    </div>
  );
}

function State({ report }: { readonly report: Report }): ReactNode {
  const tones = { ready: 'good', waiting: 'low', failed: 'critical' } as const;
  return (
    <span title={visible(report.error ?? '')}>
      <Badge tone={tones[report.state]}>{report.state}</Badge>
    </span>
  );
}

function Get({ report }: { readonly report: Report }): ReactNode {
  const remove = useAct('removeReport', ['listReports']);
  const mayWrite = useMay('report.write');
  return (
    <span className="row tight">
      {report.state === 'ready' ? (
        <a
          className="button"
          href={hrefOf('readReportFile', { params: { id: report.id } })}
          download
        >
          <Icon name="download" />
          Get
        </a>
      ) : undefined}
      {mayWrite ? (
        <Menu
          label={`Report ${visible(report.name)}`}
          icon="more"
          choices={[['remove', 'Remove']]}
          onChoose={() =>
            remove.mutate({ params: { id: report.id } }, telling('The report is removed.'))
          }
        />
      ) : undefined}
    </span>
  );
}

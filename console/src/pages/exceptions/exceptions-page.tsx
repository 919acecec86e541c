import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { bareColumn, column, numberColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Filter, isFiltered } from '../../parts/facet.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { NoRows } from '../../parts/states.tsx';
import { Tabs, useTab } from '../../parts/tabs.tsx';
import { Time, useMinute } from '../../parts/time.tsx';
import { useOpenRow, useView } from '../../parts/view.ts';
import { wordOf } from '../../parts/words.ts';
import { ExceptionPanel } from './exception-panel.tsx';
import { State } from './exception-state.tsx';
import { scopeText } from './scope-text.ts';

type Exception = RowOf<'listExceptions'>;
const tabs = [
  ['waiting', 'To approve'],
  ['active', 'Active'],
  ['past', 'Past'],
] as const;
const states = { waiting: ['requested'], active: ['active'], past: ['ended', 'rejected'] } as const;
const filter: Filter = { search: 'Rule, owner, reason' };
const nothingWaits = {
  title: 'Nothing waits for you',
  text: 'When somebody asks for an exception, it stands here until it is decided.',
};

const columns: readonly GridColumn<Exception>[] = [
  bareColumn('State', (row) => <State state={row.state} />, { width: 100, priority: 2 }),
  bareColumn('Covers', (row) => <Covers exception={row} />, { width: 200, grow: 2, priority: 1 }),
  bareColumn('Reason', (row) => <Reason exception={row} />, { width: 200, grow: 3, priority: 2 }),
  numberColumn('Findings', (row) => row.findings, { width: 72, priority: 3 }),
  column('Owner', (row) => <bdi>{visible(row.owner)}</bdi>, { width: 100, priority: 3 }),
  column('Ends', (row) => <Ends exception={row} />, { width: 120, priority: 1 }),
];

/** Exceptions: what waits for a decision, what holds (soon-ending first), what is over. */
export function Page(): ReactNode {
  const view = useView();
  const tab = useTab(tabs);
  const state = states[tab];
  const rows = useRows('listExceptions', { query: { state, q: view.one('q') } });
  const { close, ...open } = useOpenRow();
  return (
    <div className="page">
      <PageHead
        title="Exceptions"
        about="Every exception has an owner, a reason and an end. Who asks does not approve."
      />
      <Tabs label="States" tabs={tabs} path="/exceptions" />
      <FilterBar filter={filter} />
      <FreshBar kinds={['exception.']} reads={['listExceptions']} />
      <DataGrid
        label="Exceptions"
        columns={columns}
        rows={rows}
        {...open}
        empty={
          <NoRows
            isFiltered={isFiltered(view, filter)}
            reason="nothing-found"
            {...(tab === 'waiting' ? nothingWaits : {})}
          />
        }
      />
      {open.openId === undefined ? undefined : <ExceptionPanel id={open.openId} onClose={close} />}
    </div>
  );
}

function Covers({ exception }: { readonly exception: Exception }): ReactNode {
  return (
    <div className="two">
      <bdi className="strong">{visible(exception.scope.rule)}</bdi>
      <bdi>{visible(scopeText(exception.scope))}</bdi>
    </div>
  );
}

function Reason({ exception }: { readonly exception: Exception }): ReactNode {
  return (
    <div className="two">
      <span>{wordOf(exception.justification)}</span>
      <bdi title={visible(exception.reason)}>{visible(exception.reason)}</bdi>
    </div>
  );
}

const warningMs = 14 * 86_400_000;

function Ends({ exception }: { readonly exception: Exception }): ReactNode {
  const now = useMinute();
  if (exception.state === 'ended' || exception.state === 'rejected')
    return <span className="quiet">over</span>;
  if (exception.expires === undefined) return exception.ends.map(wordOf).join(', ');
  const isSoon = exception.expires - now < warningMs;
  return (
    <span className={isSoon ? 'tone-high strong' : undefined}>
      <Time at={exception.expires} />
    </span>
  );
}

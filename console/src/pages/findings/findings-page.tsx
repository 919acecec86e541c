import { type ReactNode, useState } from 'react';
import { hrefOf } from '../../api/call.ts';
import { type RowOf, useMay, useRead, useRows } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { isFiltered, unfiltered } from '../../parts/facet.ts';
import { FilteredList } from '../../parts/filtered-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageHead } from '../../parts/page.tsx';
import { SavedViews } from '../../parts/saved-views.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { useOpenRow, useSort, useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';
import { BulkBar, type Wish } from './bulk-bar.tsx';
import { DecideDialog } from './decide-dialog.tsx';
import { ExceptionDialog } from './exception-dialog.tsx';
import { findingColumns } from './finding-columns.tsx';
import { type FindingQuery, findingFilter, findingQuery } from './finding-filter.ts';
import { FindingPanel } from './finding-panel.tsx';

type Finding = RowOf<'listFindings'>;
const sorts = ['risk', 'severity', 'due', 'seen', 'name'] as const;

/** Findings of all kinds in one grid, narrowed by facets, decided one by one or many at once. */
export function Page(): ReactNode {
  const view = useView();
  const query = findingQuery(view);
  const sorting = useSort(sorts);
  const { sort } = sorting;
  const rows = useRows('listFindings', { query: { ...query, sort } });
  const counts = useRead('countFindings', { query });
  return (
    <div className="page">
      <PageHead
        title="Findings"
        about={
          counts.data === undefined
            ? 'Counting'
            : `${numberText(counts.data.total)} with this filter, the most urgent first.`
        }
      >
        <SavedViews page="findings" />
        <ExportMenu query={query} sort={sort} />
      </PageHead>
      <FilteredList
        filter={findingFilter}
        counts={counts.data?.facets}
        fresh={{ kinds: ['finding.'], reads: ['listFindings', 'countFindings'] }}
      >
        <FindingList rows={rows} query={query} sorting={sorting} />
      </FilteredList>
    </div>
  );
}

function FindingList(props: {
  readonly rows: ReturnType<typeof useRows<'listFindings'>>;
  readonly query: FindingQuery;
  readonly sorting: ReturnType<typeof useSort>;
}): ReactNode {
  const view = useView();
  const mayDecide = useMay('finding.decide');
  const mayExcept = useMay('exception.request');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [wish, setWish] = useState<Wish>();
  const { close, ...open } = useOpenRow();
  const { rows } = props;
  const keys = {
    ...(mayExcept
      ? { e: (finding: Finding) => setWish({ kind: 'except', findings: [finding] }) }
      : {}),
    ...(mayDecide
      ? { a: (finding: Finding) => setWish({ kind: 'assign', ids: [finding.id] }) }
      : {}),
  };
  return (
    <div className="stack">
      <DataGrid
        label="Findings"
        columns={findingColumns}
        rows={rows}
        empty={<NoFindings isFiltered={isFiltered(view, findingFilter)} />}
        {...open}
        {...props.sorting}
        keys={keys}
        {...(mayDecide || mayExcept ? { selected, onSelect: setSelected } : {})}
      />
      <BulkBar
        rows={rows}
        selected={selected}
        onClear={() => setSelected(new Set())}
        onWish={setWish}
        query={props.query}
      />
      {open.openId === undefined ? undefined : (
        <FindingPanel id={open.openId} onClose={close} onWish={setWish} />
      )}
      <Dialogs wish={wish} onClose={() => setWish(undefined)} />
    </div>
  );
}

function Dialogs(props: {
  readonly wish: Wish | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const { wish } = props;
  if (wish === undefined) return undefined;
  return wish.kind === 'except' ? (
    <ExceptionDialog findings={wish.findings} onClose={props.onClose} />
  ) : (
    <DecideDialog wish={wish} onClose={props.onClose} />
  );
}

function NoFindings(props: { readonly isFiltered: boolean }): ReactNode {
  const view = useView();
  if (!props.isFiltered)
    return (
      <EmptyState
        reason="nothing-found"
        text="Nothing is open in what was scanned. What could not be examined stands on the page “Coverage”."
      />
    );
  return (
    <EmptyState reason="filter-too-narrow">
      <Button onPress={() => view.change(unfiltered(findingFilter))}>Clear the filter</Button>
    </EmptyState>
  );
}

function ExportMenu(props: {
  readonly query: FindingQuery;
  readonly sort: (typeof sorts)[number];
}): ReactNode {
  const { sort } = props;
  return (
    <>
      {(['csv', 'json'] as const).map((format) => (
        <a
          key={format}
          className="button"
          href={hrefOf('exportFindings', { query: { ...props.query, sort, format } })}
          download
        >
          <Icon name="download" />
          {format.toUpperCase()}
        </a>
      ))}
    </>
  );
}

import { type ReactNode, useState } from 'react';
import { hrefOf } from '../../api/call.ts';
import { type RowOf, useMay, useRead, useRows } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { Facets, FilterBar } from '../../parts/filter-bar.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageHead } from '../../parts/page.tsx';
import { SavedViews } from '../../parts/saved-views.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';
import { BulkBar, type Wish } from './bulk-bar.tsx';
import { DecideDialog } from './decide-dialog.tsx';
import { ExceptionDialog } from './exception-dialog.tsx';
import { findingColumns } from './finding-columns.tsx';
import {
  chipFacets,
  type FindingQuery,
  findingFacets,
  findingFlags,
  findingQuery,
} from './finding-filter.ts';
import { FindingPanel } from './finding-panel.tsx';
import { FlagFacet } from './flag-facet.tsx';

type Finding = RowOf<'listFindings'>;
const sorts = ['risk', 'severity', 'due', 'seen', 'name'] as const;

/** Findings of all kinds in one grid, narrowed by facets, decided one by one or many at once. */
export function Page(): ReactNode {
  const view = useView();
  const query = findingQuery(view);
  const sort = sorts.find((one) => one === view.one('sort')) ?? 'risk';
  const rows = useRows('listFindings', { query: { ...query, sort } });
  const counts = useRead('countFindings', { query });
  const [isFolded, setFolded] = useState(true);
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
      <FilterBar
        search="CVE, package, image"
        facets={chipFacets}
        isOpen={!isFolded}
        onFold={() => setFolded(!isFolded)}
      />
      <FreshBar kinds={['finding.']} reads={['listFindings', 'countFindings']} />
      <div className="with-facets">
        <Facets
          facets={findingFacets}
          counts={counts.data?.facets}
          isFolded={isFolded}
          before={<FlagFacet flags={findingFlags} counts={counts.data?.facets} />}
        />
        <FindingList rows={rows} query={query} sort={sort} />
      </div>
    </div>
  );
}

function FindingList(props: {
  readonly rows: ReturnType<typeof useRows<'listFindings'>>;
  readonly query: FindingQuery;
  readonly sort: string;
}): ReactNode {
  const view = useView();
  const mayDecide = useMay('finding.decide');
  const mayExcept = useMay('exception.request');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [wish, setWish] = useState<Wish>();
  const openId = view.one('open');
  const { rows } = props;
  function open(finding: Finding): void {
    view.change({ open: finding.id }, openId === undefined ? 'push' : 'replace');
  }
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
        empty={<NoFindings isFiltered={view.text !== ''} />}
        onOpen={open}
        openId={openId}
        sort={props.sort}
        onSort={(sort) => view.change({ sort: sort === 'risk' ? undefined : sort })}
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
      {openId === undefined ? undefined : (
        <FindingPanel
          id={openId}
          onClose={() => view.change({ open: undefined })}
          onWish={setWish}
        />
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
      <Button
        onPress={() =>
          view.change(
            Object.fromEntries([
              ...chipFacets.map(({ name }) => [name, undefined] as const),
              ['q', undefined],
            ]),
          )
        }
      >
        Clear the filter
      </Button>
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

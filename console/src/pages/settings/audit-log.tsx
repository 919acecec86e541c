import type { ReactNode } from 'react';
import { type RowOf, useAct, useRows } from '../../api/hooks.ts';
import { Badge, type Tone } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { bareColumn, column, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { SearchField } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { Digest, visible } from '../../parts/name.tsx';
import { useRowIds } from '../../parts/row-ids.ts';
import { EmptyState } from '../../parts/states.tsx';
import { useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';

type Entry = RowOf<'listAudit'>;
type Row = Entry & { readonly id: string };

const columns: readonly GridColumn<Row>[] = [
  timeColumn('When', (row) => row.time, { width: 130, priority: 1 }),
  bareColumn('What', (row) => <What entry={row} />, { width: 200, grow: 3, priority: 1 }),
  column('Who', (row) => <bdi>{visible(row.actor)}</bdi>, { width: 110, grow: 1, priority: 1 }),
  column('Outcome', (row) => <Outcome outcome={row.outcome} />, { width: 90, priority: 2 }),
  column('From', (row) => <bdi>{visible(row.remote ?? '')}</bdi>, { width: 130, priority: 3 }),
  column('Hash', (row) => <Digest text={row.hash} />, { width: 190, priority: 4 }),
];

/** Who did what; each entry holds the hash of the one before, and the chain can be checked. */
export function AuditLog(): ReactNode {
  const view = useView();
  const found = useRows('listAudit', {
    query: { actor: view.one('actor'), action: view.one('action') },
  });
  const rows = useRowIds(found, numberOf);
  return (
    <div className="stack">
      <div className="filter-bar">
        <SearchField label="Who" name="actor" />
        <SearchField label="Action" name="action" />
        <Verify />
      </div>
      <DataGrid
        label="Audit log"
        columns={columns}
        rows={rows}
        empty={<EmptyState reason="filter-too-narrow" />}
      />
    </div>
  );
}

function Verify(): ReactNode {
  const act = useAct('verifyAudit');
  const { data, error } = act;
  return (
    <>
      <Button icon="check" isBusy={act.isPending} onPress={() => act.mutate({})}>
        Check the chain
      </Button>
      <span role="status">
        {error === null ? undefined : <span className="tone-critical">{error.message}</span>}
        {data === undefined ? undefined : data.ok ? (
          <span className="tone-good">unbroken: {numberText(data.entries)} entries</span>
        ) : (
          <span className="tone-critical strong">
            broken at entry {data.brokenAt}: {visible(data.reason ?? '')}
          </span>
        )}
      </span>
    </>
  );
}

function What({ entry }: { readonly entry: Entry }): ReactNode {
  return (
    <div className="two">
      <span>
        <code>{visible(entry.action)}</code> <bdi>{visible(entry.subject)}</bdi>
      </span>
      <bdi>{visible(entry.detail ?? '')}</bdi>
    </div>
  );
}

function Outcome(props: { readonly outcome: string }): ReactNode {
  const tones: Readonly<Record<string, Tone>> = {
    done: 'good',
    refused: 'high',
    failed: 'critical',
  };
  return <Badge tone={tones[props.outcome] ?? 'unknown'}>{props.outcome}</Badge>;
}

function numberOf(entry: Entry): string {
  return String(entry.seq);
}

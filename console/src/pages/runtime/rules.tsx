import type { ReactNode } from 'react';
import { type RowOf, useAct, useMay, useRows } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import { bareColumn, column, numberColumn, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Filter, isFiltered } from '../../parts/facet.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { useRowIds } from '../../parts/row-ids.ts';
import { NoRows } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { telling } from '../../parts/toasts.tsx';
import { addressOf, useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';

type Rule = RowOf<'listRules'>;
type Row = Rule & { readonly id: string };
const filter: Filter = { search: 'Name or tag' };

const columns: readonly GridColumn<Row>[] = [
  bareColumn('On', (row) => <Switch rule={row} />, { width: 48, priority: 1 }),
  bareColumn('Rule', (row) => <Named rule={row} />, { width: 240, grow: 4, priority: 1 }),
  bareColumn('Priority', (row) => <Severity severity={row.priority} />, {
    width: 118,
    priority: 2,
  }),
  column('From', (row) => <bdi title={visible(row.source)}>{visible(row.source)}</bdi>, {
    width: 110,
    grow: 1,
    priority: 4,
  }),
  numberColumn('Detections', (row) => <Fired rule={row} />, { width: 84, priority: 2 }),
  timeColumn('Last', (row) => row.last, { width: 116, priority: 3 }),
];

/** The rules with what they noticed; each can be switched off, and everybody sees that it is. */
export function Rules(): ReactNode {
  const view = useView();
  const rows = useRowIds(useRows('listRules', { query: { q: view.one('q') } }), nameOf);
  return (
    <div className="stack">
      <FilterBar filter={filter} />
      <DataGrid
        label="Rules"
        columns={columns}
        rows={rows}
        empty={<NoRows isFiltered={isFiltered(view, filter)} reason="nothing-scanned" />}
      />
    </div>
  );
}

function nameOf(rule: Rule): string {
  return rule.name;
}

function Switch({ rule }: { readonly rule: Row }): ReactNode {
  const act = useAct('changeRule', ['listRules']);
  const mayWrite = useMay('policy.write');
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={rule.enabled}
      aria-label={`Rule ${visible(rule.name)}`}
      disabled={!mayWrite || act.isPending}
      onClick={(event) => {
        event.stopPropagation();
        act.mutate(
          { params: { name: rule.name }, body: { enabled: !rule.enabled } },
          telling((done) => `The rule is ${done.enabled ? 'on' : 'off'} now.`),
        );
      }}
    />
  );
}

function Named({ rule }: { readonly rule: Row }): ReactNode {
  return (
    <div className="two">
      <span>
        <bdi className="strong" title={visible(rule.name)}>
          {visible(rule.name)}
        </bdi>{' '}
        {rule.enabled ? undefined : <Badge tone="medium">off</Badge>}
      </span>
      <bdi title={visible(rule.description)}>
        {visible(rule.description === '' ? rule.tags.join(', ') : rule.description)}
      </bdi>
    </div>
  );
}

function Fired({ rule }: { readonly rule: Row }): ReactNode {
  if (rule.detections === 0) return <span className="quiet">0</span>;
  return <To href={addressOf('/runtime', { rule: rule.name })}>{numberText(rule.detections)}</To>;
}

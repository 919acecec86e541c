import { type ReactNode, useMemo } from 'react';
import { type RowOf, type Rows, useAct, useMay, useRows } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Facet, FilterBar } from '../../parts/filter-bar.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { visible } from '../../parts/name.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { tell } from '../../parts/toasts.tsx';
import { addressOf, useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';

type Rule = RowOf<'listRules'>;
type Row = Rule & { readonly id: string };
const noFacets: readonly Facet[] = [];

const columns: readonly GridColumn<Row>[] = [
  {
    id: 'on',
    title: 'On',
    width: '48px',
    min: 48,
    priority: 1,
    cell: (row) => <Switch rule={row} />,
  },
  {
    id: 'name',
    title: 'Rule',
    width: '4fr',
    min: 240,
    priority: 1,
    cell: (row) => <Named rule={row} />,
  },
  {
    id: 'priority',
    title: 'Priority',
    width: '118px',
    min: 118,
    priority: 2,
    cell: (row) => <Severity severity={row.priority} />,
  },
  {
    id: 'source',
    title: 'From',
    width: '1fr',
    min: 110,
    priority: 4,
    cell: (row) => <bdi title={visible(row.source)}>{visible(row.source)}</bdi>,
    label: 'From',
  },
  {
    id: 'detections',
    title: 'Detections',
    width: '84px',
    min: 84,
    priority: 2,
    isNumber: true,
    cell: (row) => <Fired rule={row} />,
    label: 'Detections',
  },
  {
    id: 'last',
    title: 'Last',
    width: '116px',
    min: 116,
    priority: 3,
    cell: (row) => <Time at={row.last} />,
    label: 'Last',
  },
];

/** The rules with what they noticed; each can be switched off, and everybody sees that it is. */
export function Rules(): ReactNode {
  const view = useView();
  const rows = useRows('listRules', { query: { q: view.one('q') } });
  const named = useNamed(rows);
  return (
    <div className="stack">
      <FilterBar search="Name or tag" facets={noFacets} />
      <DataGrid
        label="Rules"
        columns={columns}
        rows={named}
        empty={
          <EmptyState
            reason={view.one('q') === undefined ? 'nothing-scanned' : 'filter-too-narrow'}
          />
        }
      />
    </div>
  );
}

/** A rule is named by its name. */
function useNamed(rows: Rows<Rule>): Rows<Row> {
  const named = useMemo(() => rows.rows.map((rule) => ({ ...rule, id: rule.name })), [rows.rows]);
  return { ...rows, rows: named };
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
          {
            onSuccess: (done) => tell(`The rule is ${done.enabled ? 'on' : 'off'} now.`),
            onError: (problem) => tell(problem.message, 'problem'),
          },
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

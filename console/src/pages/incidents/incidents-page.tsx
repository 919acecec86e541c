import type { ReactNode } from 'react';
import { type RowOf, useRows } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import { bareColumn, column, numberColumn, timeColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import {
  type Filter,
  isFiltered,
  severities,
  severityFacet,
  singleFacets,
} from '../../parts/facet.ts';
import { FilteredList } from '../../parts/filtered-list.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { Person, visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { incidentHref } from '../../parts/places.ts';
import { SavedViews } from '../../parts/saved-views.tsx';
import { NoRows } from '../../parts/states.tsx';
import { useGo, useView } from '../../parts/view.ts';
import { WhereCell } from '../../parts/where.tsx';
import { countOf } from '../../parts/words.ts';
import { IncidentStatus, verdictText } from './incident-status.tsx';

type Incident = RowOf<'listIncidents'>;

const statuses = ['open', 'contained', 'resolved', 'dismissed'] as const;
const filter: Filter = {
  search: 'Title, workload, image',
  facets: [{ name: 'status', title: 'Status', values: statuses }, severityFacet],
  others: singleFacets('assignee', 'workload', 'namespace'),
};
const standing = ['open', 'contained'] as const;

const columns: readonly GridColumn<Incident>[] = [
  bareColumn('Severity', (row) => <Severity severity={row.severity} />, {
    width: 92,
    priority: 1,
  }),
  bareColumn('Incident', (row) => <Titled incident={row} />, { width: 230, grow: 8, priority: 1 }),
  bareColumn(
    'Where',
    (row) => <WhereCell name={row.workload?.name} place={row.place} node={row.node} />,
    { width: 120, grow: 1, priority: 2 },
  ),
  bareColumn('Status', (row) => <IncidentStatus status={row.status} />, {
    width: 84,
    priority: 1,
  }),
  numberColumn('Score', (row) => Math.round(row.score), { width: 54, priority: 4 }),
  column('Assignee', (row) => <Person name={row.assignee} />, { width: 80, priority: 3 }),
  timeColumn('Opened', (row) => row.opened, { width: 112, priority: 2 }),
];

/** Incidents: detections that belong together, what is not closed first. */
export function Page(): ReactNode {
  const view = useView();
  const go = useGo();
  const status = view.among('status', statuses);
  const query = {
    q: view.one('q'),
    status: status.length === 0 ? [...standing] : status,
    severity: view.among('severity', severities),
    assignee: view.one('assignee'),
    workload: view.one('workload'),
    namespace: view.one('namespace'),
  };
  const rows = useRows('listIncidents', { query });
  const open = rows.rows.filter((row) => row.status === 'open').length;
  return (
    <div className="page">
      <PageHead
        title="Incidents"
        about={
          rows.isLoading
            ? 'Counting'
            : `${countOf(open, 'open incident')}${rows.isMore ? ' and more' : ''}; each gathers what was detected together.`
        }
      >
        <SavedViews page="incidents" />
      </PageHead>
      <FilteredList filter={filter} fresh={{ kinds: ['incident.'], reads: ['listIncidents'] }}>
        <DataGrid
          label="Incidents"
          columns={columns}
          rows={rows}
          onOpen={(row) => go(incidentHref(row.id))}
          empty={
            <NoRows
              isFiltered={isFiltered(view, filter)}
              reason="nothing-found"
              title="No incident is open"
              text="Nothing that is watched did what a rule or a profile forbids. What is not watched stands on the page “Coverage”; closed incidents show with the filter “Status”."
            />
          }
        />
      </FilteredList>
    </div>
  );
}

function Titled({ incident }: { readonly incident: Incident }): ReactNode {
  return (
    <div className="two">
      <bdi className="strong" title={visible(incident.title)}>
        {visible(incident.title)}
      </bdi>
      <span>
        {countOf(incident.detections, 'detection')}
        {incident.techniques.length === 0
          ? ''
          : ` · ${incident.techniques.slice(0, 4).map(visible).join(', ')}`}
        {incident.verdict === undefined ? '' : ` · ${verdictText(incident.verdict)}`}
        {incident.incomplete ? <> · {<Badge tone="unknown">events were lost</Badge>}</> : undefined}
      </span>
    </div>
  );
}

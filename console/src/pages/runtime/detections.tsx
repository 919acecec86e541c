import type { ReactNode } from 'react';
import { useRead, useRows } from '../../api/hooks.ts';
import { Choices } from '../../parts/button.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import {
  type Filter,
  isFiltered,
  severities,
  severityFacet,
  singleFacets,
} from '../../parts/facet.ts';
import { FilteredList } from '../../parts/filtered-list.tsx';
import { Loaded } from '../../parts/page.tsx';
import { NoRows } from '../../parts/states.tsx';
import { useOpenRow, useView } from '../../parts/view.ts';
import { detectionColumns } from './detection-columns.tsx';
import { DetectionPanel } from './detection-panel.tsx';
import { HourChart } from './hour-chart.tsx';
import { spanFacets, spanOf } from './span.ts';

const spans = [
  ['24', '24 hours'],
  ['168', '7 days'],
  ['720', '30 days'],
] as const;

/** Detections with their histogram; an hour of it narrows the list. */
export function Detections(): ReactNode {
  const view = useView();
  const hours = spans.find(([value]) => value === view.one('hours'))?.[0] ?? '24';
  const span = spanOf(view);
  const filter = filterOf(span);
  const query = {
    q: view.one('q'),
    severity: view.among('severity', severities),
    rule: view.one('rule'),
    workload: view.one('workload'),
    incident: view.one('incident'),
    namespace: view.one('namespace'),
    ...span,
  };
  const rows = useRows('listDetections', { query });
  const histogram = useRead('countDetections', {
    query: { hours: Number(hours), workload: view.one('workload') },
  });
  const { close, ...open } = useOpenRow();
  return (
    <div className="stack wide">
      <div className="card stack">
        <div className="row spread">
          <h2>By hour</h2>
          <Choices
            label="Span of time"
            value={hours}
            choices={spans}
            onChange={(value) => view.change({ hours: value === '24' ? undefined : value })}
          />
        </div>
        <Loaded of={histogram} lines={3}>
          {(answer) => (
            <HourChart
              hours={answer.hours}
              from={span.from}
              onChoose={(hour, end) => view.change({ from: String(hour), to: String(end) }, 'push')}
            />
          )}
        </Loaded>
      </div>
      <FilteredList
        filter={filter}
        fresh={{ kinds: ['detection'], reads: ['listDetections', 'countDetections'] }}
      >
        <DataGrid
          label="Detections"
          columns={detectionColumns}
          rows={rows}
          {...open}
          empty={
            <NoRows
              isFiltered={isFiltered(view, filter)}
              reason="nothing-found"
              title="Nothing was detected"
              text="What the sensors see broke no rule and no profile. Which hosts have no sensor stands on the page “Coverage”."
            />
          }
        />
      </FilteredList>
      {open.openId === undefined ? undefined : <DetectionPanel id={open.openId} onClose={close} />}
    </div>
  );
}

function filterOf(span: ReturnType<typeof spanOf>): Filter {
  return {
    search: 'Rule or text',
    facets: [severityFacet],
    others: [...singleFacets('rule', 'workload', 'incident', 'namespace'), ...spanFacets(span)],
  };
}

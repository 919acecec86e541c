import { type ReactNode, useState } from 'react';
import { useRead, useRows } from '../../api/hooks.ts';
import { Choices } from '../../parts/button.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { type Facet, Facets, FilterBar } from '../../parts/filter-bar.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import { Loaded } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { exactTime } from '../../parts/time.tsx';
import { useView } from '../../parts/view.ts';
import { detectionColumns } from './detection-columns.tsx';
import { DetectionPanel } from './detection-panel.tsx';
import { HourChart } from './hour-chart.tsx';

const facets: readonly Facet[] = [
  {
    name: 'severity',
    title: 'Severity',
    values: ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'],
  },
];
const spans = [
  ['24', '24 hours'],
  ['168', '7 days'],
  ['720', '30 days'],
] as const;

/** Detections with their histogram; an hour of it narrows the list. */
export function Detections(): ReactNode {
  const view = useView();
  const hours = spans.find(([value]) => value === view.one('hours'))?.[0] ?? '24';
  const from = numberOf(view.one('from'));
  const to = numberOf(view.one('to'));
  const [isFolded, setFolded] = useState(true);
  const chips = chipsOf(from);
  const query = {
    q: view.one('q'),
    severity: view.many('severity') as never,
    rule: view.one('rule'),
    workload: view.one('workload'),
    incident: view.one('incident'),
    namespace: view.one('namespace'),
    from,
    to,
  };
  const rows = useRows('listDetections', { query });
  const histogram = useRead('countDetections', {
    query: { hours: Number(hours), workload: view.one('workload') },
  });
  const openId = view.one('open');
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
              from={from}
              onChoose={(hour, end) => view.change({ from: String(hour), to: String(end) }, 'push')}
            />
          )}
        </Loaded>
      </div>
      <FilterBar
        search="Rule or text"
        facets={chips}
        isOpen={!isFolded}
        onFold={() => setFolded(!isFolded)}
      />
      <FreshBar kinds={['detection']} reads={['listDetections', 'countDetections']} />
      <div className="with-facets">
        <Facets facets={facets} counts={undefined} isFolded={isFolded} />
        <DataGrid
          label="Detections"
          columns={detectionColumns}
          rows={rows}
          openId={openId}
          onOpen={(row) => view.change({ open: row.id }, openId === undefined ? 'push' : 'replace')}
          empty={
            <NoDetections
              isFiltered={chips.some(({ name }) => view.one(name)) || view.one('q') !== undefined}
            />
          }
        />
      </div>
      {openId === undefined ? undefined : (
        <DetectionPanel id={openId} onClose={() => view.change({ open: undefined })} />
      )}
    </div>
  );
}

function chipsOf(from: number | undefined): readonly Facet[] {
  const singles = ['rule', 'workload', 'incident', 'namespace'] as const;
  return [
    ...facets,
    ...singles.map(
      (name): Facet => ({ name, title: name.charAt(0).toUpperCase() + name.slice(1), values: [] }),
    ),
    {
      name: 'from',
      title: 'From',
      values: [],
      words: from === undefined ? {} : { [String(from)]: exactTime(from) },
    },
    { name: 'to', title: 'Until', values: [] },
  ];
}

/** A time of the URL; what is no number is none. */
export function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/u.test(text)) return undefined;
  return Number(text);
}

function NoDetections(props: { readonly isFiltered: boolean }): ReactNode {
  if (props.isFiltered) return <EmptyState reason="filter-too-narrow" />;
  return (
    <EmptyState
      reason="nothing-found"
      title="Nothing was detected"
      text="What the sensors see broke no rule and no profile. Which hosts have no sensor stands on the page “Coverage”."
    />
  );
}

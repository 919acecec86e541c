import type { AnswerOf } from '#wire/routes.ts';
import { type Figure, formatDay, shortened, type Table } from '../document.ts';

type Finding = AnswerOf<'listFindings'>['items'][number];
type Incident = AnswerOf<'listIncidents'>['items'][number];
type Exception = AnswerOf<'listExceptions'>['items'][number];

/** How many findings there are, and how many of them press. */
export function findingFigures(items: readonly Finding[], total: number): readonly Figure[] {
  const urgent = items.filter(({ tier }) => tier === 'P0' || tier === 'P1').length;
  return [
    { label: 'Findings', value: `${total}` },
    { label: 'P0 and P1', value: `${urgent}` },
    { label: 'Known exploited', value: `${items.filter(({ exploited }) => exploited).length}` },
    { label: 'Past their date', value: `${items.filter(({ breached }) => breached).length}` },
  ];
}

/** Findings as they stand in the list, most urgent first. */
export function findingTable(items: readonly Finding[], total: number): Table {
  return {
    columns: [
      { title: 'Tier', width: 5, toned: true },
      { title: 'Severity', width: 8, toned: true },
      { title: 'Rule', width: 13 },
      { title: 'Title', width: 22 },
      { title: 'Asset', width: 19 },
      { title: 'Component', width: 14 },
      { title: 'Fixed in', width: 9 },
      { title: 'State', width: 8, toned: true },
      { title: 'First seen', width: 9 },
      { title: 'Due', width: 9, toned: true },
    ],
    rows: items.map((one) => [
      one.tier,
      one.severity,
      one.rule,
      shortened(one.title, 160),
      shortened(one.asset.name, 160),
      one.component === undefined ? '' : `${one.component.name} ${one.component.version}`,
      one.fixedVersion ?? '',
      one.state,
      formatDay(one.firstSeen),
      one.breached ? 'breached' : formatDay(one.due),
    ]),
    total,
    empty: 'No finding matches the filter within this scope.',
  };
}

/** Incidents, newest first. */
export function incidentTable(items: readonly Incident[], total: number): Table {
  return {
    columns: [
      { title: 'Severity', width: 8, toned: true },
      { title: 'Status', width: 9, toned: true },
      { title: 'Incident', width: 28 },
      { title: 'Workload', width: 16 },
      { title: 'Node', width: 12 },
      { title: 'Detections', width: 8, align: 'right' },
      { title: 'Opened', width: 9 },
      { title: 'Closed', width: 9 },
      { title: 'Assignee', width: 12 },
      { title: 'Verdict', width: 7 },
    ],
    rows: items.map((one) => [
      one.severity,
      one.status,
      shortened(one.title, 200),
      shortened(one.workload?.name ?? '', 120),
      one.node,
      `${one.detections}`,
      formatDay(one.opened),
      formatDay(one.closed),
      one.assignee ?? '',
      one.verdict ?? '',
    ]),
    total,
    empty: 'No incident within this scope.',
  };
}

/** Exceptions, those that end first on top. */
export function exceptionTable(items: readonly Exception[], total: number): Table {
  return {
    columns: [
      { title: 'State', width: 8, toned: true },
      { title: 'Rule', width: 13 },
      { title: 'Scope', width: 20 },
      { title: 'Justification', width: 17 },
      { title: 'Reason', width: 24 },
      { title: 'Owner', width: 11 },
      { title: 'Approved by', width: 11 },
      { title: 'Ends', width: 12 },
      { title: 'Findings', width: 7, align: 'right' },
    ],
    rows: items.map((one) => [
      one.state,
      one.scope.rule,
      scopeOf(one),
      one.justification.replaceAll('_', ' '),
      shortened(one.reason, 200),
      one.owner,
      one.approvedBy ?? '',
      one.expires === undefined ? one.ends.join(', ') : formatDay(one.expires),
      `${one.findings}`,
    ]),
    total,
    empty: 'No exception within this scope.',
  };
}

function scopeOf({ scope }: Exception): string {
  const parts = [
    scope.component,
    scope.asset === undefined ? undefined : `asset ${scope.asset}`,
    scope.repository,
    scope.workload === undefined ? undefined : `workload ${scope.workload}`,
    scope.cluster,
    scope.namespace,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'everywhere' : parts.join(', ');
}

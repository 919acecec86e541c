import type { ReactNode } from 'react';
import type { RowOf } from '../../api/hooks.ts';
import { Badge, Exposure, Severity, Tier, Usage } from '../../parts/badges.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { ImageName, visible } from '../../parts/name.tsx';
import { Time } from '../../parts/time.tsx';

type Finding = RowOf<'listFindings'>;

/** Columns of findings. */
export const findingColumns: readonly GridColumn<Finding>[] = [
  {
    id: 'tier',
    title: 'Tier',
    width: '74px',
    min: 74,
    priority: 1,
    sort: 'risk',
    cell: (row) => <Tier tier={row.tier} />,
  },
  {
    id: 'fault',
    title: 'Fault',
    width: '3fr',
    min: 230,
    priority: 1,
    sort: 'name',
    cell: (row) => <Fault finding={row} />,
  },
  {
    id: 'where',
    title: 'Where',
    width: '2fr',
    min: 200,
    priority: 1,
    cell: (row) => <Where finding={row} />,
  },
  {
    id: 'severity',
    title: 'Severity',
    width: '106px',
    min: 106,
    priority: 3,
    sort: 'severity',
    cell: (row) => <Severity severity={row.severity} />,
  },
  {
    id: 'usage',
    title: 'Loaded',
    width: '98px',
    min: 98,
    priority: 2,
    cell: (row) => <Usage usage={row.usage} />,
    label: 'Loaded',
  },
  {
    id: 'exposure',
    title: 'Reachable from',
    width: '104px',
    min: 104,
    priority: 3,
    cell: (row) => <Exposure exposure={row.exposure} />,
    label: 'Reachable',
  },
  {
    id: 'due',
    title: 'Due',
    width: '116px',
    min: 116,
    priority: 2,
    sort: 'due',
    cell: (row) => <Due finding={row} />,
    label: 'Due',
  },
  {
    id: 'owner',
    title: 'Owner',
    width: '90px',
    min: 90,
    priority: 4,
    cell: (row) => <Owner owner={row.owner} />,
    label: 'Owner',
  },
];

function Fault({ finding }: { readonly finding: Finding }): ReactNode {
  return (
    <div className="two">
      <span className="strong">
        <bdi>{visible(finding.rule)}</bdi>
        {finding.exploited ? <span className="tone-critical"> · exploited</span> : undefined}
        {finding.state === 'open' ? undefined : <span className="quiet"> · {finding.state}</span>}
      </span>
      <bdi title={finding.title}>{visible(finding.title)}</bdi>
    </div>
  );
}

function Where({ finding }: { readonly finding: Finding }): ReactNode {
  return (
    <div className="two">
      <ImageName text={finding.asset.name} />
      {finding.component === undefined ? undefined : (
        <bdi>{visible(`${finding.component.name} ${finding.component.version}`)}</bdi>
      )}
    </div>
  );
}

/** When it must be fixed; what is past that is said in words. */
export function Due({
  finding,
}: {
  readonly finding: Pick<Finding, 'due' | 'breached' | 'fixedAt'>;
}): ReactNode {
  if (finding.fixedAt !== undefined) return <Badge tone="good">fixed</Badge>;
  if (finding.due === undefined) return <span className="quiet">no date</span>;
  return (
    <span className={finding.breached ? 'tone-critical strong' : undefined}>
      <Time at={finding.due} />
    </span>
  );
}

function Owner(props: { readonly owner: string | undefined }): ReactNode {
  return props.owner === undefined ? (
    <span className="quiet">nobody</span>
  ) : (
    <bdi>{visible(props.owner)}</bdi>
  );
}

import type { ReactNode } from 'react';
import type { RowOf } from '../../api/hooks.ts';
import { Badge, Exposure, Severity, Tier, Usage } from '../../parts/badges.tsx';
import { bareColumn, column } from '../../parts/columns.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { ImageName, Person, visible } from '../../parts/name.tsx';
import { Time } from '../../parts/time.tsx';

type Finding = RowOf<'listFindings'>;

/** Columns of findings. */
export const findingColumns: readonly GridColumn<Finding>[] = [
  bareColumn('Tier', (row) => <Tier tier={row.tier} />, { width: 74, priority: 1, sort: 'risk' }),
  bareColumn('Fault', (row) => <Fault finding={row} />, {
    width: 230,
    grow: 3,
    priority: 1,
    sort: 'name',
  }),
  bareColumn('Where', (row) => <Where finding={row} />, { width: 200, grow: 2, priority: 1 }),
  bareColumn('Severity', (row) => <Severity severity={row.severity} />, {
    width: 106,
    priority: 3,
    sort: 'severity',
  }),
  column('Loaded', (row) => <Usage usage={row.usage} />, { width: 98, priority: 2 }),
  column('Reachable from', (row) => <Exposure exposure={row.exposure} />, {
    width: 104,
    priority: 3,
    label: 'Reachable',
  }),
  column('Due', (row) => <Due finding={row} />, { width: 116, priority: 2, sort: 'due' }),
  column('Owner', (row) => <Person name={row.owner} />, { width: 90, priority: 4 }),
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

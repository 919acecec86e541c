import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { Card } from '../../parts/page.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states.tsx';
import { TimelineList } from '../../parts/timeline.tsx';
import { addressOf } from '../../parts/view.ts';
import { ProfileCard } from '../runtime/profile-card.tsx';
import type { WorkloadDetail } from './workload-detail.ts';

/** What is normal for a workload, and where it did otherwise. */
export function Behaviour({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  const profiles = useRows('listProfiles', { query: { workload: workload.id } });
  if (profiles.problem !== undefined)
    return <ErrorState problem={profiles.problem} onAgain={profiles.again} />;
  if (profiles.isLoading) return <Skeleton />;
  return (
    <div className="stack wide">
      {profiles.rows.length === 0 ? (
        <Card>
          <EmptyState
            reason="nothing-scanned"
            title="No profile yet"
            text="A profile is learnt from what the sensor sees of the workload: programs, files, connections."
          />
        </Card>
      ) : undefined}
      {profiles.rows.map((profile, at) => (
        <ProfileCard key={`${at} ${profile.name}`} profile={profile} />
      ))}
      <Deviations id={workload.id} />
    </div>
  );
}

function Deviations(props: { readonly id: string }): ReactNode {
  const rows = useRows('listDetections', { query: { workload: props.id } });
  const items = rows.rows
    .filter((row) => row.kind === 'profile' || row.kind === 'drift')
    .map((row) => ({
      time: row.time,
      text: `${row.rule}: ${row.output}`,
      severity: row.severity,
      href: addressOf('/runtime', { workload: props.id, open: row.id }),
    }));
  return (
    <Card title="Deviations">
      {items.length === 0 ? (
        <p className="quiet">
          {rows.isLoading
            ? 'Looking …'
            : 'It did nothing that its profile and its image do not know.'}
        </p>
      ) : undefined}
      <TimelineList items={items} />
    </Card>
  );
}

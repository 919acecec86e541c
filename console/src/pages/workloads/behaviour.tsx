import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { LoadedRows, More } from '../../parts/loaded-rows.tsx';
import { Card } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { TimelineList } from '../../parts/timeline.tsx';
import { addressOf } from '../../parts/view.ts';
import { ProfileCard } from '../runtime/profile-card.tsx';
import type { WorkloadDetail } from './workload-detail.ts';

/** What is normal for a workload, and where it did otherwise. */
export function Behaviour({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  const profiles = useRows('listProfiles', { query: { workload: workload.id } });
  return (
    <div className="stack wide">
      <LoadedRows of={profiles} empty={<NoProfile />}>
        {(known) =>
          known.map((profile, at) => (
            <ProfileCard key={`${at} ${profile.name}`} profile={profile} />
          ))
        }
      </LoadedRows>
      <Deviations id={workload.id} />
    </div>
  );
}

function NoProfile(): ReactNode {
  return (
    <Card>
      <EmptyState
        reason="nothing-scanned"
        title="No profile yet"
        text="A profile is learnt from what the sensor sees of the workload: programs, files, connections."
      />
    </Card>
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
      <LoadedRows of={rows} lines={2} empty={<NoDeviations isMore={false} />}>
        {() =>
          items.length === 0 ? (
            <NoDeviations isMore={rows.isMore} />
          ) : (
            <TimelineList items={items} />
          )
        }
      </LoadedRows>
      <More of={rows}>Earlier</More>
    </Card>
  );
}

function NoDeviations(props: { readonly isMore: boolean }): ReactNode {
  return (
    <p className="quiet">
      {props.isMore
        ? 'None among its newest detections.'
        : 'It did nothing that its profile and its image do not know.'}
    </p>
  );
}

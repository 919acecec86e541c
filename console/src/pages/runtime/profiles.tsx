import type { ReactNode } from 'react';
import { useRows } from '../../api/hooks.ts';
import { LoadedRows, More } from '../../parts/loaded-rows.tsx';
import { Card } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { ProfileCard } from './profile-card.tsx';

/** What is normal for each workload, as far as it is learnt. */
export function Profiles(): ReactNode {
  const rows = useRows('listProfiles', {}, { limit: 50 });
  return (
    <LoadedRows of={rows} lines={8} empty={<NoProfiles />}>
      {(profiles) => (
        <div className="stack">
          <div className="columns">
            {profiles.map((profile, at) => (
              <ProfileCard key={`${at} ${profile.name}`} profile={profile} />
            ))}
          </div>
          <More of={rows}>More profiles</More>
        </div>
      )}
    </LoadedRows>
  );
}

function NoProfiles(): ReactNode {
  return (
    <Card>
      <EmptyState
        reason="nothing-scanned"
        title="No profile is learnt yet"
        text="Profiles grow from what sensors see: programs, files, connections, rights. What leaves an active profile becomes a detection."
      />
    </Card>
  );
}
